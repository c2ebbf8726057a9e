// What a reader sees of a code, in both languages. A code without its words does not compile.
import type { EventCode, Locale } from './vocabulary.ts'

type Words = Record<EventCode, string>

const en: Words = {
  QUEUED: 'Deployment accepted',
  INITIALIZED: 'Deployment initialized',
  RULE_CREATED: '[Step 1] EventBridge rule in place',
  BUS_PERMISSION_REQUESTED: '[Step 2] Requesting event bus permission',
  BUS_PERMISSION_GRANTED: '[Step 2] Event bus permission granted',
  CLONE_STARTED: '[Stage 1] Find Dockerfile and build - cloning repository',
  CLONED: '[Stage 1] Repository cloned',
  DOCKERFILE_SEARCHING: '[Stage 1] Looking for the Dockerfile',
  DOCKERFILE_FOUND: '[Stage 1] Dockerfile found',
  BUILD_STARTED: '[Stage 1] Building the image',
  BUILD_PROGRESS: '[Stage 1] Building: {message}',
  BUILD_COMPLETED: '[Stage 1] Docker image built',
  PUSH_STAGE_STARTED: '[Stage 2] Pushing the image to ECR',
  REPOSITORY_ENSURED: '[Stage 2] ECR repository ready',
  LOGIN_STARTED: '[Stage 2] Logging in to ECR',
  LOGIN_COMPLETED: '[Stage 2] Logged in to ECR',
  PUSH_STARTED: '[Stage 2] Push started',
  PUSH_PROGRESS: '[Stage 2] Pushing: {message}',
  PUSHED: '[Stage 2] Image pushed',
  GATES_STARTED: 'Checking what has to be so before a release',
  IMAGE_SCANNED: 'Image scanned: {critical} critical, {high} high, {medium} medium, {low} low; {blocking} block',
  IMAGE_NOT_SCANNED: 'Image NOT scanned: {why}',
  CHECKS_AWAITED: 'Waiting for required checks: {names}',
  CHECKS_REPORTED: 'Required checks: {passed} of {required} have passed',
  GATES_PASSED: 'Gates passed',
  AWAITING_APPROVAL: 'Waiting for approval: {reviewers} needed',
  APPROVED: 'Approved by {by} ({approvals} of {reviewers})',
  REJECTED: 'Rejected by {by}: {comment}',
  APPROVAL_SKIPPED: 'Approval SKIPPED by {by}: {reason}',
  APPROVAL_GRANTED: 'Approval granted',
  INFRA_STARTED: '[Stage 3] Preparing ECS',
  SERVICE_CREATED: '[Stage 3] ECS service created',
  SERVICE_UPDATED: '[Stage 3] ECS service updated',
  INFRA_READY: '[Stage 3] ECS ready',
  RELEASE_STARTED: '[Stage 4] CodeDeploy blue/green started',
  BLUE_RUNNING: '[Stage 4] Blue is serving',
  GREEN_STARTING: '[Stage 4] Green is starting',
  GREEN_READY: '[Stage 4] Green is healthy',
  RELEASE_PROGRESS: '[Stage 4] CodeDeploy blue/green in progress',
  HOOK_BEFORE_ALLOW_TRAFFIC: '[Stage {stage}] CodeDeploy Lifecycle Hook: BeforeAllowTraffic',
  HOOK_AFTER_ALLOW_TRAFFIC: '[Stage {stage}] CodeDeploy Lifecycle Hook: AfterAllowTraffic',
  AWAITING_SWITCH: '[Stage 4] Green deployed - waiting for the traffic switch',
  ALARMS_LEFT_OUT: '[Stage 4] Rang before green began, and cannot take it back: {names}',
  READY: 'Deployment ready for manual traffic switch',
  SWITCH_REQUESTED: '[Stage 5] Traffic switch requested',
  HEALTH_CHECK_STARTED: '[Stage 5] Green health check and traffic switch',
  HEALTH_CHECK_PROGRESS: '[Stage 5] Checking green - {check}/5',
  HEALTH_CHECK_PASSED: '[Stage 5] Health check passed',
  SMOKE_TEST_PASSED: '[Stage {stage}] Smoke test of {of} passed: {requests} requests',
  SWITCHING: '[Stage 5] Switching traffic',
  SWITCHED: '[Stage 5] Traffic switched',
  RULE_WARNED: '[Stage 6] Warning by the rule {rule}: {said}',
  COMPLETED_STAGE: '[Stage 6] Deployed',
  COMPLETED: 'Deployment completed successfully',
  STOPPING: 'Stopping: {reason}',
  ROLLED_BACK: 'Rolled back to the previous version',
  FAILED: 'Deployment failed at Stage {stage}: {errorMessage}',
  CANCELLED: 'Deployment cancelled',
}

const ko: Words = {
  QUEUED: '배포 요청 접수',
  INITIALIZED: '배포 초기화 완료',
  RULE_CREATED: '[Step 1] EventBridge 규칙 생성 완료',
  BUS_PERMISSION_REQUESTED: '[Step 2] Event Bus 권한 설정 요청 중...',
  BUS_PERMISSION_GRANTED: '[Step 2] Event Bus 권한 설정 완료',
  CLONE_STARTED: '[Stage 1] Dockerfile 탐색 및 Docker Build - Repository 클론 중...',
  CLONED: '[Stage 1] Repository 클론 완료',
  DOCKERFILE_SEARCHING: '[Stage 1] Dockerfile 검색 중...',
  DOCKERFILE_FOUND: '[Stage 1] Dockerfile 찾음',
  BUILD_STARTED: '[Stage 1] Docker 이미지 빌드 시작...',
  BUILD_PROGRESS: '[Stage 1] Docker 빌드 진행 중: {message}',
  BUILD_COMPLETED: '[Stage 1] Docker 이미지 빌드 완료',
  PUSH_STAGE_STARTED: '[Stage 2] ECR에 이미지 Push - ECR로 이미지 Push 중...',
  REPOSITORY_ENSURED: '[Stage 2] ECR 리포지토리 확인 완료',
  LOGIN_STARTED: '[Stage 2] ECR 로그인 중...',
  LOGIN_COMPLETED: '[Stage 2] ECR 로그인 완료',
  PUSH_STARTED: '[Stage 2] 이미지 Push 시작',
  PUSH_PROGRESS: '[Stage 2] Push 진행 중: {message}',
  PUSHED: '[Stage 2] 이미지 Push 완료',
  GATES_STARTED: '배포 전 조건 확인 중',
  IMAGE_SCANNED: '이미지 스캔 완료: 심각 {critical}, 높음 {high}, 중간 {medium}, 낮음 {low}; 차단 {blocking}',
  IMAGE_NOT_SCANNED: '이미지가 스캔되지 않았습니다: {why}',
  CHECKS_AWAITED: '필수 체크 대기 중: {names}',
  CHECKS_REPORTED: '필수 체크: {required}개 중 {passed}개 통과',
  GATES_PASSED: '배포 전 조건 통과',
  AWAITING_APPROVAL: '승인 대기 중: {reviewers}명 필요',
  APPROVED: '{by} 님이 승인했습니다 ({approvals}/{reviewers})',
  REJECTED: '{by} 님이 거절했습니다: {comment}',
  APPROVAL_SKIPPED: '{by} 님이 승인을 건너뛰었습니다: {reason}',
  APPROVAL_GRANTED: '승인 완료',
  INFRA_STARTED: '[Stage 3] ECS 배포 시작 중',
  SERVICE_CREATED: '[Stage 3] ECS 서비스 생성 완료',
  SERVICE_UPDATED: '[Stage 3] ECS 서비스 업데이트 완료',
  INFRA_READY: '[Stage 3] ECS 배포 완료',
  RELEASE_STARTED: '[Stage 4] CodeDeploy Blue/Green 배포 시작',
  BLUE_RUNNING: '[Stage 4] Blue 서비스 실행 중',
  GREEN_STARTING: '[Stage 4] Green 서비스 시작 중',
  GREEN_READY: '[Stage 4] Green 서비스 준비 완료',
  RELEASE_PROGRESS: '[Stage 4] CodeDeploy Blue/Green 배포 진행 중',
  HOOK_BEFORE_ALLOW_TRAFFIC: '[Stage {stage}] CodeDeploy Lifecycle Hook: BeforeAllowTraffic',
  HOOK_AFTER_ALLOW_TRAFFIC: '[Stage {stage}] CodeDeploy Lifecycle Hook: AfterAllowTraffic',
  AWAITING_SWITCH: '[Stage 4] Green 서비스 배포 완료 - 트래픽 전환 대기 중',
  ALARMS_LEFT_OUT: '[Stage 4] 그린 시작 전부터 울리던 경보라 롤백에 쓰지 않음: {names}',
  READY: '트래픽 전환 준비 완료',
  SWITCH_REQUESTED: '[Stage 5] 트래픽 전환 요청됨',
  HEALTH_CHECK_STARTED: '[Stage 5] Green 서비스 HealthCheck 및 트래픽 전환',
  HEALTH_CHECK_PROGRESS: '[Stage 5] Green 서비스 HealthCheck 진행 중 - Check {check}/5',
  HEALTH_CHECK_PASSED: '[Stage 5] HealthCheck 성공',
  SMOKE_TEST_PASSED: '[Stage {stage}] {of} 스모크 테스트 통과: 요청 {requests}건',
  SWITCHING: '[Stage 5] 트래픽 전환 중',
  SWITCHED: '[Stage 5] 트래픽 전환 완료',
  RULE_WARNED: '[Stage 6] {rule} 규칙 경고: {said}',
  COMPLETED_STAGE: '[Stage 6] 배포 완료',
  COMPLETED: '배포가 완료되었습니다',
  STOPPING: '배포 중단 중: {reason}',
  ROLLED_BACK: '이전 버전으로 롤백 완료',
  FAILED: 'Stage {stage}에서 배포 실패: {errorMessage}',
  CANCELLED: '배포가 취소되었습니다',
}

const eventWords: Record<Locale, Words> = { en, ko }

/** The bus is full: that account works without events, and is told. */
const slowWords: Record<Locale, string> = {
  en: '[Step 2] The event bus is full - this deployment looks by itself, which may take minutes longer',
  ko: '[Step 2] Event Bus 한도 초과 - 이벤트 없이 주기적으로 확인하므로 몇 분 더 걸릴 수 있습니다',
}

const wordsOf = (locale: Locale, code: EventCode, details: Record<string, unknown>) =>
  code === 'BUS_PERMISSION_GRANTED' && details.slow === true ? slowWords[locale] : eventWords[locale][code]

export const eventMessage = (locale: Locale, code: EventCode, details: Record<string, unknown>): string =>
  wordsOf(locale, code, details).replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''))

const apiWords = {
  githubConnected: { en: 'GitHub connected.', ko: 'GitHub 연결에 성공했습니다.' },
  awsConnected: { en: 'AWS connected.', ko: 'AWS 연결에 성공했습니다.' },
  deploymentStarted: { en: 'Deployment started.', ko: '배포가 시작되었습니다.' },
  result: { en: 'Deployment result found.', ko: '배포 결과 조회 성공' },
  ok: { en: 'OK', ko: '성공' },
} as const satisfies Record<string, Record<Locale, string>>

export type ApiMessage = keyof typeof apiWords

export const apiMessage = (locale: Locale, key: ApiMessage): string => apiWords[key][locale]

/** Said to whoever may switch, as first clients know it. */
export const switchInvitation = 'POST /api/v1/deploy/{id}/switch를 호출하여 트래픽 전환을 진행하세요'

/** The first supported language of an `Accept-Language` header, by its order and weights. */
export const localeOf = (acceptLanguage: string | undefined, otherwise: Locale): Locale => {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map(part => {
      const [tag = '', weight] = part.trim().split(';q=')
      return { language: tag.toLowerCase().split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 }
    })
    .sort((a, b) => b.weight - a.weight)
  for (const wish of wishes) {
    if (wish.weight > 0 && (wish.language === 'en' || wish.language === 'ko')) return wish.language
  }
  return otherwise
}
