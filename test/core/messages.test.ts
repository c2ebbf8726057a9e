// The words of every event, as clients know them.
import { expect, test } from 'vitest'
import { apiMessage, eventMessage, localeOf } from '../../core/messages.ts'
import { type EventCode, type EventType, eventCodes, eventFacts, type Stage } from '../../core/vocabulary.ts'

const table: [EventCode, Stage | 'now', EventType, final: boolean, ko: string, en: string][] = [
  ['QUEUED', 0, 'stage', false, '배포 요청 접수', 'Deployment accepted'],
  ['INITIALIZED', 0, 'stage', false, '배포 초기화 완료', 'Deployment initialized'],
  ['RULE_CREATED', 0, 'stage', false, '[Step 1] EventBridge 규칙 생성 완료', '[Step 1] EventBridge rule in place'],
  [
    'BUS_PERMISSION_REQUESTED',
    0,
    'stage',
    false,
    '[Step 2] Event Bus 권한 설정 요청 중...',
    '[Step 2] Requesting event bus permission',
  ],
  [
    'BUS_PERMISSION_GRANTED',
    0,
    'stage',
    false,
    '[Step 2] Event Bus 권한 설정 완료',
    '[Step 2] Event bus permission granted',
  ],
  [
    'CLONE_STARTED',
    1,
    'stage',
    false,
    '[Stage 1] Dockerfile 탐색 및 Docker Build - Repository 클론 중...',
    '[Stage 1] Find Dockerfile and build - cloning repository',
  ],
  ['CLONED', 1, 'stage', false, '[Stage 1] Repository 클론 완료', '[Stage 1] Repository cloned'],
  [
    'DOCKERFILE_SEARCHING',
    1,
    'stage',
    false,
    '[Stage 1] Dockerfile 검색 중...',
    '[Stage 1] Looking for the Dockerfile',
  ],
  ['DOCKERFILE_FOUND', 1, 'stage', false, '[Stage 1] Dockerfile 찾음', '[Stage 1] Dockerfile found'],
  ['BUILD_STARTED', 1, 'stage', false, '[Stage 1] Docker 이미지 빌드 시작...', '[Stage 1] Building the image'],
  ['BUILD_PROGRESS', 1, 'stage', false, '[Stage 1] Docker 빌드 진행 중: {message}', '[Stage 1] Building: {message}'],
  ['BUILD_COMPLETED', 1, 'stage', false, '[Stage 1] Docker 이미지 빌드 완료', '[Stage 1] Docker image built'],
  [
    'PUSH_STAGE_STARTED',
    2,
    'stage',
    false,
    '[Stage 2] ECR에 이미지 Push - ECR로 이미지 Push 중...',
    '[Stage 2] Pushing the image to ECR',
  ],
  ['REPOSITORY_ENSURED', 2, 'stage', false, '[Stage 2] ECR 리포지토리 확인 완료', '[Stage 2] ECR repository ready'],
  ['LOGIN_STARTED', 2, 'stage', false, '[Stage 2] ECR 로그인 중...', '[Stage 2] Logging in to ECR'],
  ['LOGIN_COMPLETED', 2, 'stage', false, '[Stage 2] ECR 로그인 완료', '[Stage 2] Logged in to ECR'],
  ['PUSH_STARTED', 2, 'stage', false, '[Stage 2] 이미지 Push 시작', '[Stage 2] Push started'],
  ['PUSH_PROGRESS', 2, 'stage', false, '[Stage 2] Push 진행 중: {message}', '[Stage 2] Pushing: {message}'],
  ['PUSHED', 2, 'stage', false, '[Stage 2] 이미지 Push 완료', '[Stage 2] Image pushed'],
  ['GATES_STARTED', 'now', 'stage', false, '배포 전 조건 확인 중', 'Checking what has to be so before a release'],
  [
    'IMAGE_SCANNED',
    'now',
    'stage',
    false,
    '이미지 스캔 완료: 심각 {critical}, 높음 {high}, 중간 {medium}, 낮음 {low}; 차단 {blocking}',
    'Image scanned: {critical} critical, {high} high, {medium} medium, {low} low; {blocking} block',
  ],
  ['IMAGE_NOT_SCANNED', 'now', 'stage', false, '이미지가 스캔되지 않았습니다: {why}', 'Image NOT scanned: {why}'],
  ['CHECKS_AWAITED', 'now', 'stage', false, '필수 체크 대기 중: {names}', 'Waiting for required checks: {names}'],
  [
    'CHECKS_REPORTED',
    'now',
    'stage',
    false,
    '필수 체크: {required}개 중 {passed}개 통과',
    'Required checks: {passed} of {required} have passed',
  ],
  ['GATES_PASSED', 'now', 'stage', false, '배포 전 조건 통과', 'Gates passed'],
  [
    'AWAITING_APPROVAL',
    'now',
    'stage',
    false,
    '승인 대기 중: {reviewers}명 필요',
    'Waiting for approval: {reviewers} needed',
  ],
  [
    'APPROVED',
    'now',
    'stage',
    false,
    '{by} 님이 승인했습니다 ({approvals}/{reviewers})',
    'Approved by {by} ({approvals} of {reviewers})',
  ],
  ['REJECTED', 'now', 'stage', false, '{by} 님이 거절했습니다: {comment}', 'Rejected by {by}: {comment}'],
  [
    'APPROVAL_SKIPPED',
    'now',
    'stage',
    false,
    '{by} 님이 승인을 건너뛰었습니다: {reason}',
    'Approval SKIPPED by {by}: {reason}',
  ],
  ['APPROVAL_GRANTED', 'now', 'stage', false, '승인 완료', 'Approval granted'],
  ['INFRA_STARTED', 3, 'stage', false, '[Stage 3] ECS 배포 시작 중', '[Stage 3] Preparing ECS'],
  ['SERVICE_CREATED', 3, 'stage', false, '[Stage 3] ECS 서비스 생성 완료', '[Stage 3] ECS service created'],
  ['SERVICE_UPDATED', 3, 'stage', false, '[Stage 3] ECS 서비스 업데이트 완료', '[Stage 3] ECS service updated'],
  ['INFRA_READY', 3, 'stage', false, '[Stage 3] ECS 배포 완료', '[Stage 3] ECS ready'],
  [
    'RELEASE_STARTED',
    4,
    'stage',
    false,
    '[Stage 4] CodeDeploy Blue/Green 배포 시작',
    '[Stage 4] CodeDeploy blue/green started',
  ],
  ['BLUE_RUNNING', 4, 'stage', false, '[Stage 4] Blue 서비스 실행 중', '[Stage 4] Blue is serving'],
  ['GREEN_STARTING', 4, 'stage', false, '[Stage 4] Green 서비스 시작 중', '[Stage 4] Green is starting'],
  ['GREEN_READY', 4, 'stage', false, '[Stage 4] Green 서비스 준비 완료', '[Stage 4] Green is healthy'],
  [
    'RELEASE_PROGRESS',
    4,
    'stage',
    false,
    '[Stage 4] CodeDeploy Blue/Green 배포 진행 중',
    '[Stage 4] CodeDeploy blue/green in progress',
  ],
  [
    'HOOK_BEFORE_ALLOW_TRAFFIC',
    'now',
    'stage',
    false,
    '[Stage {stage}] CodeDeploy Lifecycle Hook: BeforeAllowTraffic',
    '[Stage {stage}] CodeDeploy Lifecycle Hook: BeforeAllowTraffic',
  ],
  [
    'HOOK_AFTER_ALLOW_TRAFFIC',
    'now',
    'stage',
    false,
    '[Stage {stage}] CodeDeploy Lifecycle Hook: AfterAllowTraffic',
    '[Stage {stage}] CodeDeploy Lifecycle Hook: AfterAllowTraffic',
  ],
  [
    'AWAITING_SWITCH',
    4,
    'stage',
    false,
    '[Stage 4] Green 서비스 배포 완료 - 트래픽 전환 대기 중',
    '[Stage 4] Green deployed - waiting for the traffic switch',
  ],
  [
    'ALARMS_LEFT_OUT',
    4,
    'stage',
    false,
    '[Stage 4] 그린 시작 전부터 울리던 경보라 롤백에 쓰지 않음: {names}',
    '[Stage 4] Rang before green began, and cannot take it back: {names}',
  ],
  ['READY', 4, 'success', false, '트래픽 전환 준비 완료', 'Deployment ready for manual traffic switch'],
  ['SWITCH_REQUESTED', 5, 'stage', false, '[Stage 5] 트래픽 전환 요청됨', '[Stage 5] Traffic switch requested'],
  [
    'HEALTH_CHECK_STARTED',
    5,
    'stage',
    false,
    '[Stage 5] Green 서비스 HealthCheck 및 트래픽 전환',
    '[Stage 5] Green health check and traffic switch',
  ],
  [
    'HEALTH_CHECK_PROGRESS',
    5,
    'stage',
    false,
    '[Stage 5] Green 서비스 HealthCheck 진행 중 - Check {check}/5',
    '[Stage 5] Checking green - {check}/5',
  ],
  ['HEALTH_CHECK_PASSED', 5, 'stage', false, '[Stage 5] HealthCheck 성공', '[Stage 5] Health check passed'],
  [
    'SMOKE_TEST_PASSED',
    'now',
    'stage',
    false,
    '[Stage {stage}] {of} 스모크 테스트 통과: 요청 {requests}건',
    '[Stage {stage}] Smoke test of {of} passed: {requests} requests',
  ],
  ['SWITCHING', 5, 'stage', false, '[Stage 5] 트래픽 전환 중', '[Stage 5] Switching traffic'],
  ['SWITCHED', 5, 'stage', false, '[Stage 5] 트래픽 전환 완료', '[Stage 5] Traffic switched'],
  [
    'RULE_WARNED',
    6,
    'stage',
    false,
    '[Stage 6] {rule} 규칙 경고: {said}',
    '[Stage 6] Warning by the rule {rule}: {said}',
  ],
  ['COMPLETED_STAGE', 6, 'stage', false, '[Stage 6] 배포 완료', '[Stage 6] Deployed'],
  ['COMPLETED', 6, 'success', true, '배포가 완료되었습니다', 'Deployment completed successfully'],
  ['STOPPING', 'now', 'stage', false, '배포 중단 중: {reason}', 'Stopping: {reason}'],
  ['ROLLED_BACK', 'now', 'stage', false, '이전 버전으로 롤백 완료', 'Rolled back to the previous version'],
  [
    'FAILED',
    'now',
    'fail',
    true,
    'Stage {stage}에서 배포 실패: {errorMessage}',
    'Deployment failed at Stage {stage}: {errorMessage}',
  ],
  ['CANCELLED', 'now', 'fail', true, '배포가 취소되었습니다', 'Deployment cancelled'],
]

/** What stands in braces, filled in. */
const details = {
  ...{ of: 'green', requests: 2, rule: 'latency', said: 'too slow' },
  ...{ stage: 4, message: 'step 2', check: 3, reason: 'cancelled', errorMessage: 'no Dockerfile' },
  ...{ by: 'bob', comment: 'not today', reviewers: 2, approvals: 1 },
  ...{ names: 'ci, lint', passed: 1, required: 2 },
  ...{ critical: 1, high: 2, medium: 3, low: 4, blocking: 3, why: 'nothing here can scan' },
}
const filled = (words: string) => words.replace(/\{(\w+)\}/g, (_, name: keyof typeof details) => String(details[name]))

test('there are words for every code, and for no other', () => {
  expect(table.map(([code]) => code)).toEqual(eventCodes)
})

test.each(table)('%s', (code, stage, type, final, ko, en) => {
  expect(eventMessage('ko', code, details)).toBe(filled(ko))
  expect(eventMessage('en', code, details)).toBe(filled(en))
  expect(eventFacts[code]).toMatchObject({ stage, type })
  expect(eventFacts[code].final === true).toBe(final)
})

test('what an event does not say is left out, and nothing it says is taken for a placeholder', () => {
  expect(eventMessage('en', 'BUILD_PROGRESS', {})).toBe('[Stage 1] Building: ')
  expect(eventMessage('en', 'BUILD_PROGRESS', { message: '{check} $& $1' })).toBe('[Stage 1] Building: {check} $& $1')
})

test('answers of the API in Korean', () => {
  expect(apiMessage('ko', 'githubConnected')).toBe('GitHub 연결에 성공했습니다.')
  expect(apiMessage('ko', 'awsConnected')).toBe('AWS 연결에 성공했습니다.')
  expect(apiMessage('ko', 'deploymentStarted')).toBe('배포가 시작되었습니다.')
  expect(apiMessage('ko', 'result')).toBe('배포 결과 조회 성공')
  expect(apiMessage('en', 'deploymentStarted')).toBe('Deployment started.')
})

test.each([
  [undefined, 'en', 'en'],
  ['', 'ko', 'ko'],
  ['ko', 'en', 'ko'],
  ['ko-KR,ko;q=0.9,en;q=0.8', 'en', 'ko'],
  ['en-US,en;q=0.9,ko;q=0.8', 'ko', 'en'],
  ['en;q=0.1,ko;q=0.2', 'en', 'ko'],
  ['fr-FR, de;q=0.9', 'ko', 'ko'],
  ['fr, ko;q=0.1', 'en', 'ko'],
  ['ko;q=0', 'en', 'en'],
  ['*', 'ko', 'ko'],
  [';;,q=1,ko;q=x', 'en', 'en'],
] as const)('Accept-Language %s, else %s: %s', (wished, otherwise, locale) => {
  expect(localeOf(wished, otherwise)).toBe(locale)
})
