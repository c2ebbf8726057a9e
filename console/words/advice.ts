// What an error means and what to do about it, for every code there is.
import type { ErrorCode } from '../../core/vocabulary.ts'
import { both } from './both.ts'

export type Advice = { why: string; todo: string[] }

const reload = { en: 'Reload this page and try again.', ko: '페이지를 새로 고침한 뒤 다시 시도하세요.' }

export const adviceWords = both<Record<ErrorCode, Advice>>({
  en: {
    GITHUB_REPOSITORY_NOT_FOUND: {
      why: 'GitHub shows this token no such repository. For a private one that it may not read, GitHub says the same.',
      todo: [
        'Check owner and repository for typing errors.',
        'Give the token the right to read the contents of this repository.',
      ],
    },
    GITHUB_BAD_CREDENTIALS: {
      why: 'GitHub does not accept the token: it has expired, was revoked, or was not copied whole.',
      todo: ['Make a new token on GitHub and connect the repository again.'],
    },
    GITHUB_BRANCH_NOT_FOUND: {
      why: 'The repository is there, but not this branch.',
      todo: ['Check the branch for typing errors, or push it first.'],
    },
    GITHUB_TIMEOUT: {
      why: 'GitHub did not answer in time.',
      todo: ['Look at githubstatus.com.', 'Try again in a few minutes.'],
    },
    AWS_CREDENTIALS_INVALID: {
      why: 'AWS does not accept the role or the keys.',
      todo: ['Check that the role or the keys still exist.', 'Connect the AWS account again.'],
    },
    AWS_TIMEOUT: {
      why: 'AWS did not answer in time.',
      todo: ['Look at health.aws.amazon.com.', 'Try again in a few minutes.'],
    },
    ROLE_NOT_PROTECTED: {
      why: 'The role can be taken without its external id, so others could use it through Panda.',
      todo: [
        'Add the external id as a condition to the role’s trust policy, or make the role with the template of the Connections page.',
      ],
    },
    CONNECTION_NOT_FOUND: {
      why: 'The connection was deleted, or is not yours.',
      todo: ['Connect GitHub or AWS again, then deploy again.'],
    },
    CONNECTION_MISMATCH: {
      why: 'The connection is for another repository.',
      todo: ['Choose the connection of this repository, or connect it first.'],
    },
    CONNECTION_IN_USE: {
      why: 'A deployment that is not over uses this connection.',
      todo: ['Wait until it is over, or cancel it.'],
    },
    RESULT_NOT_FOUND: { why: 'There is no result yet.', todo: ['Wait until green is ready.'] },
    DEPLOYMENT_NOT_FOUND: {
      why: 'There is no such deployment, or it belongs to somebody else.',
      todo: ['Check the address.', 'Look for it among the deployments.'],
    },
    SERVICE_NOT_FOUND: { why: 'Nothing of this repository has been deployed.', todo: ['Deploy it first.'] },
    NOTIFICATION_NOT_FOUND: { why: 'This notification is gone.', todo: ['Look at the list again.'] },
    RELEASE_NOT_FOUND: {
      why: 'There is no kept release to go back to. The last ten good ones are kept.',
      todo: ['Choose another release.', 'Or deploy an older commit from a branch.'],
    },
    INVALID_REQUEST: { why: 'Something that was entered does not fit.', todo: ['Correct the fields that are marked.'] },
    PAYLOAD_TOO_LARGE: { why: 'What was sent is too long.', todo: ['Shorten it.'] },
    ROUTE_NOT_FOUND: { why: 'This Panda does not know this call.', todo: [reload.en] },
    METHOD_NOT_ALLOWED: { why: 'This Panda does not know this call.', todo: [reload.en] },
    IDEMPOTENCY_CONFLICT: { why: 'The same key was used for another request.', todo: [reload.en] },
    BRANCH_NOT_ALLOWED: {
      why: 'The environment does not take this branch.',
      todo: ['Deploy a branch that it takes.', 'Or let an admin change its settings.'],
    },
    OUTSIDE_WINDOW: {
      why: 'The environment takes no deployments now.',
      todo: ['Deploy when it is open.', 'Or let an admin change its windows or its freeze.'],
    },
    NOT_PROMOTABLE: {
      why: 'This release may not go to that environment.',
      todo: ['Look at the settings of the environment.'],
    },
    PROMOTION_ONLY: {
      why: 'The environment takes only what has been good in another.',
      todo: ['Promote a good release.'],
    },
    SETTINGS_CHANGED: { why: 'Somebody else has changed the settings meanwhile.', todo: [reload.en] },
    NOT_AWAITING_APPROVAL: { why: 'This deployment asks for no approval, or no longer.', todo: [reload.en] },
    AUTHOR_MAY_NOT_APPROVE: {
      why: 'Whoever has started a deployment may not approve it.',
      todo: ['Ask somebody else to.'],
    },
    BUSY: { why: 'Another deployment of this service is running.', todo: ['Wait until it is over, or cancel it.'] },
    NOT_READY: { why: 'Green is not ready for traffic.', todo: ['Wait until it is.'] },
    TOO_LATE: { why: 'The traffic has moved already, so there is nothing to cancel.', todo: ['Roll back instead.'] },
    QUEUE_FULL: { why: 'Too many deployments are waiting.', todo: ['Wait until some are over, or cancel some.'] },
    RATE_LIMITED: { why: 'Too many requests in a short time.', todo: ['Wait a minute.'] },
    UNAUTHENTICATED: { why: 'Panda does not know who you are.', todo: ['Sign in.'] },
    FORBIDDEN: { why: 'Your role may not do this.', todo: ['Ask an administrator.'] },
    EVENT_RULE_FAILED: {
      why: 'Panda could not make the event rule, or its role, in your AWS account. Nothing was built yet.',
      todo: [
        'Compare the permissions of the connection on the Connections page.',
        'Update the role with the newest template.',
        'Deploy again.',
      ],
    },
    BUS_PERMISSION_FAILED: {
      why: 'Panda’s event bus could not be opened for your AWS account. Nothing was built yet.',
      todo: ['Deploy again: this often passes.', 'If it stays, tell whoever runs Panda.'],
    },
    CLONE_FAILED: {
      why: 'Git could not fetch the branch. The branch may be gone, or the token may no longer read the repository.',
      todo: ['Check that the branch exists.', 'Connect GitHub again with a fresh token.', 'Deploy again.'],
    },
    DOCKERFILE_NOT_FOUND: {
      why: 'There is no file named “Dockerfile” in the branch, so Panda does not know how to build the program.',
      todo: ['Add a Dockerfile at the top of the repository.', 'Commit and push it, then deploy again.'],
    },
    DOCKER_BUILD_FAILED: {
      why: 'The image could not be built: a step of the Dockerfile failed. The last lines say which.',
      todo: [
        'Read the last lines below: the first error is usually the true one.',
        'Run “docker build .” on your machine to see the same.',
        'Mend it, push, and deploy again.',
      ],
    },
    ECR_PUSH_FAILED: {
      why: 'The image was built, but did not get into the registry (ECR) of your account.',
      todo: [
        'Check that the connection may push to ECR, and the account’s limit of repositories and images.',
        'Deploy again.',
      ],
    },
    ECS_DEPLOYMENT_FAILED: {
      why: 'AWS refused something of the infrastructure or the service. Its own words are above.',
      todo: [
        'Check limits and permissions that AWS names.',
        'Deploy again when they are mended: what is there already is used.',
      ],
    },
    NAME_TAKEN: {
      why: 'Something in your account has the name that Panda needs, and was not made by Panda for this service. Panda does not touch it.',
      todo: ['Rename or delete that resource.', 'Or deploy to another environment: its names are different.'],
    },
    SERVICE_CANNOT_MOVE: {
      why: 'The environment asks for something that a service keeps from its first release on. What serves was not touched.',
      todo: [
        'Set it back to what the service has, which is named above, or to nothing.',
        'Or deploy to another environment, which is made anew.',
        'Or delete the stack of the service and deploy again: it does not serve in between.',
      ],
    },
    HEALTH_CHECK_FAILED: {
      why: 'The new version did not answer its health check well. Panda gives traffic only to a healthy version.',
      todo: [
        'Check that the program listens on the port it is given (PORT) and answers 2xx at the health path within 5 seconds.',
        'Read the last lines of the program below.',
        'Mend it, push, and deploy again.',
      ],
    },
    SMOKE_TEST_FAILED: {
      why: 'The new version did not answer a smoke request of its environment as it should. What served before serves.',
      todo: ['Mend what the request shows, or the request itself, and deploy again.'],
    },
    CREDENTIALS_EXPIRED: {
      why: 'The credentials of a connection stopped working while the deployment was running.',
      todo: ['Connect the account again; a role does not expire, keys of a session do.', 'Deploy again.'],
    },
    DEPLOYMENT_TIMEOUT: {
      why: 'A stage took longer than it may. What was started has been stopped and undone.',
      todo: [
        'Look at the events: which step was slow?',
        'Deploy again; if it repeats, make that step faster (smaller image, quicker start).',
      ],
    },
    APPROVAL_TIMEOUT: {
      why: 'Green was ready, but nobody switched in time. It was stopped; nothing else is wrong.',
      todo: ['Deploy again and switch when it is ready.', 'Or let it switch by itself (automatic switch).'],
    },
    IMAGE_SCAN_BLOCKED: {
      why: 'The scan of the image found what its environment does not let through.',
      todo: ['Mend what it found, then deploy again.', 'Or let an admin waive it for a while.'],
    },
    CHECKS_FAILED: {
      why: 'A required check of the commit is not good.',
      todo: ['Look at the commit on GitHub, then deploy again.'],
    },
    APPROVAL_REJECTED: {
      why: 'A reviewer said no. Nothing was released.',
      todo: ['Mend what the reviewer names, then deploy again.'],
    },
    UNEXPECTED_ERROR: {
      why: 'Panda met something that it does not know. It has been noted.',
      todo: ['Deploy again.', 'If it repeats, tell whoever runs Panda the deployment’s id.'],
    },
  },
  ko: {
    GITHUB_REPOSITORY_NOT_FOUND: {
      why: '이 토큰으로는 해당 저장소를 찾을 수 없습니다. 읽기 권한이 없는 비공개 저장소도 GitHub는 똑같이 응답합니다.',
      todo: ['소유자와 저장소 이름의 오타를 확인하세요.', '토큰에 이 저장소의 Contents 읽기 권한을 부여하세요.'],
    },
    GITHUB_BAD_CREDENTIALS: {
      why: 'GitHub가 토큰을 거부했습니다. 만료되었거나, 폐기되었거나, 일부만 복사되었을 수 있습니다.',
      todo: ['GitHub에서 새 토큰을 만들어 저장소를 다시 연결하세요.'],
    },
    GITHUB_BRANCH_NOT_FOUND: {
      why: '저장소는 있지만 이 브랜치가 없습니다.',
      todo: ['브랜치 이름의 오타를 확인하거나, 먼저 브랜치를 푸시하세요.'],
    },
    GITHUB_TIMEOUT: {
      why: 'GitHub가 제시간에 응답하지 않았습니다.',
      todo: ['githubstatus.com을 확인하세요.', '몇 분 뒤 다시 시도하세요.'],
    },
    AWS_CREDENTIALS_INVALID: {
      why: 'AWS가 역할 또는 키를 거부했습니다.',
      todo: ['역할이나 키가 아직 존재하는지 확인하세요.', 'AWS 계정을 다시 연결하세요.'],
    },
    AWS_TIMEOUT: {
      why: 'AWS가 제시간에 응답하지 않았습니다.',
      todo: ['health.aws.amazon.com을 확인하세요.', '몇 분 뒤 다시 시도하세요.'],
    },
    ROLE_NOT_PROTECTED: {
      why: '외부 ID 없이도 이 역할을 맡을 수 있어, 다른 사람이 Panda를 통해 사용할 위험이 있습니다.',
      todo: ['역할의 신뢰 정책에 외부 ID 조건을 추가하거나, 연결 페이지의 템플릿으로 역할을 만드세요.'],
    },
    CONNECTION_NOT_FOUND: {
      why: '연결이 삭제되었거나 내 연결이 아닙니다.',
      todo: ['GitHub 또는 AWS를 다시 연결한 뒤 다시 배포하세요.'],
    },
    CONNECTION_MISMATCH: {
      why: '다른 저장소의 연결입니다.',
      todo: ['이 저장소의 연결을 선택하거나, 먼저 연결하세요.'],
    },
    CONNECTION_IN_USE: {
      why: '끝나지 않은 배포가 이 연결을 사용하고 있습니다.',
      todo: ['배포가 끝날 때까지 기다리거나 취소하세요.'],
    },
    RESULT_NOT_FOUND: { why: '아직 결과가 없습니다.', todo: ['그린이 준비될 때까지 기다리세요.'] },
    DEPLOYMENT_NOT_FOUND: {
      why: '그런 배포가 없거나 다른 사람의 배포입니다.',
      todo: ['주소를 확인하세요.', '배포 목록에서 찾아보세요.'],
    },
    SERVICE_NOT_FOUND: { why: '이 저장소는 아직 배포된 적이 없습니다.', todo: ['먼저 배포하세요.'] },
    NOTIFICATION_NOT_FOUND: { why: '이 알림은 더 이상 없습니다.', todo: ['목록을 다시 확인하세요.'] },
    RELEASE_NOT_FOUND: {
      why: '되돌아갈 릴리스가 없습니다. 정상 릴리스는 최근 10개까지 보관됩니다.',
      todo: ['다른 릴리스를 선택하세요.', '또는 이전 커밋을 브랜치로 배포하세요.'],
    },
    INVALID_REQUEST: { why: '입력한 값이 올바르지 않습니다.', todo: ['표시된 항목을 고치세요.'] },
    PAYLOAD_TOO_LARGE: { why: '보낸 내용이 너무 깁니다.', todo: ['내용을 줄이세요.'] },
    ROUTE_NOT_FOUND: { why: '이 Panda가 모르는 호출입니다.', todo: [reload.ko] },
    METHOD_NOT_ALLOWED: { why: '이 Panda가 모르는 호출입니다.', todo: [reload.ko] },
    IDEMPOTENCY_CONFLICT: { why: '같은 키가 다른 요청에 사용되었습니다.', todo: [reload.ko] },
    BRANCH_NOT_ALLOWED: {
      why: '이 환경은 이 브랜치를 받지 않습니다.',
      todo: ['허용된 브랜치를 배포하세요.', '또는 관리자에게 설정 변경을 요청하세요.'],
    },
    OUTSIDE_WINDOW: {
      why: '지금은 이 환경에 배포할 수 없는 시간입니다.',
      todo: ['배포 가능한 시간에 배포하세요.', '또는 관리자가 시간 설정을 바꿀 수 있습니다.'],
    },
    NOT_PROMOTABLE: { why: '이 릴리스는 그 환경으로 갈 수 없습니다.', todo: ['환경 설정을 확인하세요.'] },
    PROMOTION_ONLY: { why: '이 환경은 다른 환경에서 검증된 것만 받습니다.', todo: ['정상 릴리스를 승격하세요.'] },
    SETTINGS_CHANGED: { why: '다른 사람이 그 사이에 설정을 바꾸었습니다.', todo: [reload.ko] },
    NOT_AWAITING_APPROVAL: { why: '이 배포는 승인을 기다리고 있지 않습니다.', todo: [reload.ko] },
    AUTHOR_MAY_NOT_APPROVE: {
      why: '배포를 시작한 사람은 승인할 수 없습니다.',
      todo: ['다른 사람에게 승인을 요청하세요.'],
    },
    BUSY: { why: '이 서비스의 다른 배포가 진행 중입니다.', todo: ['끝날 때까지 기다리거나 취소하세요.'] },
    NOT_READY: { why: '그린이 아직 트래픽을 받을 준비가 되지 않았습니다.', todo: ['준비될 때까지 기다리세요.'] },
    TOO_LATE: { why: '트래픽이 이미 전환되어 취소할 것이 없습니다.', todo: ['대신 롤백하세요.'] },
    QUEUE_FULL: { why: '대기 중인 배포가 너무 많습니다.', todo: ['일부가 끝날 때까지 기다리거나 취소하세요.'] },
    RATE_LIMITED: { why: '짧은 시간에 요청이 너무 많았습니다.', todo: ['1분 뒤 다시 시도하세요.'] },
    UNAUTHENTICATED: { why: '누구인지 확인되지 않았습니다.', todo: ['로그인하세요.'] },
    FORBIDDEN: { why: '현재 역할로는 할 수 없는 작업입니다.', todo: ['관리자에게 문의하세요.'] },
    EVENT_RULE_FAILED: {
      why: 'AWS 계정에 이벤트 규칙 또는 그 역할을 만들지 못했습니다. 아직 아무것도 빌드되지 않았습니다.',
      todo: ['연결 페이지에서 연결의 권한을 확인하세요.', '최신 템플릿으로 역할을 업데이트하세요.', '다시 배포하세요.'],
    },
    BUS_PERMISSION_FAILED: {
      why: 'Panda의 이벤트 버스를 이 AWS 계정에 열어 주지 못했습니다. 아직 아무것도 빌드되지 않았습니다.',
      todo: ['다시 배포하세요. 일시적인 문제인 경우가 많습니다.', '계속되면 Panda 운영자에게 알리세요.'],
    },
    CLONE_FAILED: {
      why: 'Git이 브랜치를 가져오지 못했습니다. 브랜치가 없어졌거나 토큰이 저장소를 더 이상 읽지 못할 수 있습니다.',
      todo: ['브랜치가 있는지 확인하세요.', '새 토큰으로 GitHub를 다시 연결하세요.', '다시 배포하세요.'],
    },
    DOCKERFILE_NOT_FOUND: {
      why: '브랜치에 “Dockerfile” 파일이 없어 프로그램을 빌드하는 방법을 알 수 없습니다.',
      todo: ['저장소 최상위에 Dockerfile을 추가하세요.', '커밋하고 푸시한 뒤 다시 배포하세요.'],
    },
    DOCKER_BUILD_FAILED: {
      why: 'Dockerfile의 한 단계가 실패하여 이미지를 빌드하지 못했습니다. 마지막 출력에 어느 단계인지 나와 있습니다.',
      todo: [
        '아래 마지막 출력을 읽어 보세요. 대개 첫 번째 오류가 진짜 원인입니다.',
        '내 컴퓨터에서 “docker build .”를 실행하면 같은 오류를 볼 수 있습니다.',
        '고쳐서 푸시한 뒤 다시 배포하세요.',
      ],
    },
    ECR_PUSH_FAILED: {
      why: '이미지는 빌드되었지만 계정의 레지스트리(ECR)에 올리지 못했습니다.',
      todo: ['연결에 ECR 푸시 권한이 있는지, 계정의 저장소·이미지 한도를 확인하세요.', '다시 배포하세요.'],
    },
    ECS_DEPLOYMENT_FAILED: {
      why: 'AWS가 인프라 또는 서비스의 일부를 거부했습니다. AWS의 설명은 위에 있습니다.',
      todo: [
        'AWS가 언급한 한도와 권한을 확인하세요.',
        '고친 뒤 다시 배포하세요. 이미 만들어진 것은 그대로 사용합니다.',
      ],
    },
    NAME_TAKEN: {
      why: 'Panda가 써야 할 이름을 가진 리소스가 계정에 이미 있고, Panda가 이 서비스를 위해 만든 것이 아닙니다. Panda는 건드리지 않습니다.',
      todo: ['그 리소스의 이름을 바꾸거나 삭제하세요.', '또는 다른 환경으로 배포하세요. 이름이 달라집니다.'],
    },
    SERVICE_CANNOT_MOVE: {
      why: '서비스가 처음 만들어질 때 정해져 바꿀 수 없는 것을 환경 설정이 다르게 요구합니다. 실행 중인 것은 건드리지 않았습니다.',
      todo: [
        '위에 적힌 현재 값으로 되돌리거나 설정을 비우세요.',
        '또는 새로 만들어질 다른 환경으로 배포하세요.',
        '또는 서비스의 스택을 삭제하고 다시 배포하세요. 그동안은 서비스되지 않습니다.',
      ],
    },
    HEALTH_CHECK_FAILED: {
      why: '새 버전이 상태 확인에 정상으로 응답하지 않았습니다. Panda는 정상인 버전에만 트래픽을 보냅니다.',
      todo: [
        '프로그램이 지정된 포트(PORT)에서 수신하고, 상태 확인 경로에 5초 안에 2xx로 응답하는지 확인하세요.',
        '아래 프로그램의 마지막 출력을 읽어 보세요.',
        '고쳐서 푸시한 뒤 다시 배포하세요.',
      ],
    },
    SMOKE_TEST_FAILED: {
      why: '새 버전이 환경의 스모크 요청에 기대한 대로 응답하지 않았습니다. 이전 버전이 계속 서비스합니다.',
      todo: ['요청이 보여 주는 문제나 요청 자체를 고친 뒤 다시 배포하세요.'],
    },
    CREDENTIALS_EXPIRED: {
      why: '배포 도중 연결의 자격 증명이 더 이상 작동하지 않게 되었습니다.',
      todo: ['계정을 다시 연결하세요. 역할은 만료되지 않지만 세션 키는 만료됩니다.', '다시 배포하세요.'],
    },
    DEPLOYMENT_TIMEOUT: {
      why: '한 단계가 허용된 시간보다 오래 걸렸습니다. 시작된 것은 중지하고 되돌렸습니다.',
      todo: [
        '이벤트에서 어느 단계가 느렸는지 확인하세요.',
        '다시 배포하세요. 반복되면 그 단계를 빠르게 만드세요 (이미지 축소, 시작 시간 단축).',
      ],
    },
    APPROVAL_TIMEOUT: {
      why: '그린은 준비되었지만 제시간에 아무도 전환하지 않았습니다. 그린은 중지되었고, 다른 문제는 없습니다.',
      todo: ['다시 배포하고, 준비되면 전환하세요.', '또는 자동 전환을 사용하세요.'],
    },
    IMAGE_SCAN_BLOCKED: {
      why: '이미지 스캔에서 환경이 허용하지 않는 것이 발견되었습니다.',
      todo: ['발견된 것을 고친 뒤 다시 배포하세요.', '또는 관리자에게 한시적 예외를 요청하세요.'],
    },
    CHECKS_FAILED: {
      why: '커밋의 필수 체크가 통과하지 못했습니다.',
      todo: ['GitHub에서 커밋을 확인한 뒤 다시 배포하세요.'],
    },
    APPROVAL_REJECTED: {
      why: '검토자가 거절했습니다. 아무것도 배포되지 않았습니다.',
      todo: ['검토자가 말한 것을 고친 뒤 다시 배포하세요.'],
    },
    UNEXPECTED_ERROR: {
      why: 'Panda가 알지 못하는 문제가 발생했습니다. 기록해 두었습니다.',
      todo: ['다시 배포하세요.', '반복되면 배포 ID를 Panda 운영자에게 알려 주세요.'],
    },
  },
})
