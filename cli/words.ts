// Every word of the command line, in both languages: one table, longer than other files because it is one. A missing one
// fails tsc, and so does a value that a text asks for and is not given.

import type { Locale } from '../client/types.ts'
import type { ErrorCode } from '../core/vocabulary.ts'

type Entry = Record<Locale, string>

export const words = {
  about: {
    en: 'Panda puts a repository with a Dockerfile on Amazon ECS, blue/green, without downtime.',
    ko: 'Panda는 Dockerfile이 있는 저장소를 Amazon ECS에 블루/그린 방식으로, 중단 없이 배포합니다.',
  },

  // ---- notify ---------------------------------------------------------------------------------------------------------
  'notify.about': { en: 'who is told: Slack, webhooks, e-mail', ko: '알림: Slack, 웹훅, 이메일' },
  'notify.add.about': { en: 'tell a channel, a program or a person', ko: '채널, 프로그램 또는 사람에게 알림 추가' },
  'notify.add.notes': {
    en: 'The address is a secret: it is read from a pipe, from PANDA_NOTIFY_ADDRESS, or asked for without being shown.\nOf a webhook a second line (or PANDA_NOTIFY_SECRET) may be its own signing secret; without one Panda makes it.',
    ko: '주소는 비밀이므로 파이프나 PANDA_NOTIFY_ADDRESS에서 읽거나, 화면에 표시하지 않고 묻습니다.\n웹훅은 둘째 줄(또는 PANDA_NOTIFY_SECRET)에 서명 비밀을 줄 수 있으며, 없으면 Panda가 만듭니다.',
  },
  'notify.add.repo': { en: 'of one repository; without: of all', ko: '한 저장소만 (없으면 전체)' },
  'notify.add.env': { en: 'of one environment; without: of all', ko: '한 환경만 (없으면 전체)' },
  'notify.add.events': { en: 'of these only: {choices}', ko: '이 종류만: {choices}' },
  'notify.add.channel': { en: 'what people call it', ko: '표시할 이름' },
  'notify.add.done': { en: '{host} is told', ko: '{host}에 알립니다' },
  'notify.add.secret': {
    en: 'Its messages are signed with {secret}: shown this once',
    ko: '서명 비밀: {secret} (지금 한 번만 표시됩니다)',
  },
  'notify.add.mail': {
    en: 'Mail comes once the link in the mail from SNS has been opened',
    ko: 'SNS가 보낸 메일의 링크를 열면 알림 메일이 시작됩니다',
  },
  'notify.add.next': { en: 'Try it: {command}', ko: '시험: {command}' },
  'notify.add.ask': { en: 'Address (not shown): ', ko: '주소 (표시되지 않음): ' },
  'notify.add.ask.secret': {
    en: 'Signing secret (not shown; none: Panda makes one): ',
    ko: '서명 비밀 (표시되지 않음, 없으면 Panda가 만듦): ',
  },
  'notify.add.none': { en: 'No address was given', ko: '주소가 없습니다' },
  'notify.add.none.next': {
    en: 'Pipe it in: panda notify add {kind} < address.txt',
    ko: '파이프로 주세요: panda notify add {kind} < address.txt',
  },
  'notify.unknown': { en: 'There is no {given}', ko: '{given}: 알 수 없습니다' },
  'notify.known': { en: 'Known are {choices}', ko: '가능한 값: {choices}' },
  'notify.list.about': { en: 'who is told what', ko: '알림 목록' },
  'notify.none': { en: 'Nobody is told', ko: '알림이 없습니다' },
  'notify.none.next': { en: 'panda notify add slack', ko: 'panda notify add slack' },
  'notify.which': { en: 'There are several. Say which:', ko: '여러 개가 있습니다. 하나를 고르세요:' },
  'notify.test.about': { en: 'send a sample now', ko: '지금 예시 보내기' },
  'notify.test.good': { en: 'Taken in {ms} ms', ko: '전달됨 ({ms} ms)' },
  'notify.test.bad': { en: 'Not taken: {why}', ko: '전달되지 않음: {why}' },
  'notify.remove.about': { en: 'tell them nothing more', ko: '알림 삭제' },
  'notify.remove.done': { en: '{id} is told nothing more', ko: '{id} 알림을 삭제했습니다' },
  'notify.deliveries.about': { en: 'what was told, and what became of it', ko: '전달 기록' },
  'notify.deliveries.none': { en: 'Nothing has been told yet', ko: '전달 기록이 없습니다' },
  'notify.column.kind': { en: 'KIND', ko: '종류' },
  'notify.column.channel': { en: 'CHANNEL', ko: '채널' },
  'notify.column.address': { en: 'ADDRESS', ko: '주소' },
  'notify.column.events': { en: 'EVENTS', ko: '알릴 일' },
  'notify.column.attempts': { en: 'ATTEMPTS', ko: '시도' },
  'argument.notification.deployment': { en: 'of this deployment alone', ko: '이 배포만' },
  'argument.notification': { en: 'its id; without: the only one', ko: '알림 ID (하나뿐이면 생략)' },
  'argument.notification.kind': { en: 'where it goes', ko: '보낼 곳' },

  // ---- help -----------------------------------------------------------------------------------------------------------
  'help.usage': { en: 'Usage:', ko: '사용법:' },
  'help.use': { en: '<command> [options]', ko: '<명령> [옵션]' },
  'help.commands': { en: 'Commands:', ko: '명령:' },
  'help.options': { en: 'Options:', ko: '옵션:' },
  'help.arguments': { en: 'Arguments:', ko: '인자:' },
  'help.examples': { en: 'Examples:', ko: '예:' },
  'help.start': {
    en: 'To begin with:\n  panda connect github OWNER/REPO\n  panda connect aws\n  panda deploy OWNER/REPO --watch',
    ko: '처음이라면:\n  panda connect github OWNER/REPO\n  panda connect aws\n  panda deploy OWNER/REPO --watch',
  },
  'help.environment': {
    en: 'PANDA_URL and PANDA_TOKEN win over what `panda login` has kept. PANDA_LOCALE: en or ko. NO_COLOR: no colours.\nExit codes: 0 good, 1 failed, 2 wrong use, 3 the server cannot be reached.',
    ko: 'PANDA_URL과 PANDA_TOKEN은 `panda login`이 저장한 값보다 우선합니다. PANDA_LOCALE: en 또는 ko. NO_COLOR: 색 없음.\n종료 코드: 0 성공, 1 실패, 2 잘못된 사용, 3 서버에 연결할 수 없음.',
  },
  'option.json': {
    en: 'JSON; one object a line when following',
    ko: 'JSON으로 출력 (진행을 볼 때는 한 줄에 객체 하나)',
  },
  'option.help': { en: 'show this help', ko: '이 도움말 보기' },
  'option.version': { en: 'show the version', ko: '버전 보기' },
  'option.watch': { en: 'follow it to its end', ko: '끝날 때까지 진행 보기' },
  'option.env': { en: 'environment, such as staging', ko: '환경 (예: staging)' },
  'option.idempotency': {
    en: 'the same key starts the same deployment only once',
    ko: '같은 키로는 같은 배포를 한 번만 시작',
  },
  'argument.repository': { en: 'a repository on GitHub', ko: 'GitHub 저장소' },
  'argument.id': { en: 'a deployment, or OWNER/REPO for its newest', ko: '배포 ID, 또는 OWNER/REPO (가장 최근 배포)' },
  'why.no.argument': {
    en: 'Secrets are never arguments: every program of the machine can read those, and the shell keeps them in its history.',
    ko: '비밀 값은 인자로 받지 않습니다. 인자는 이 컴퓨터의 모든 프로그램이 읽을 수 있고 셸 기록에 남기 때문입니다.',
  },

  // ---- what is said of a deployment -------------------------------------------------------------------------------------
  'stage.PREPARE': { en: 'Prepare', ko: '준비' },
  'stage.BUILD': { en: 'Build', ko: '빌드' },
  'stage.PUSH': { en: 'Push', ko: '이미지 푸시' },
  'stage.INFRA': { en: 'Infrastructure', ko: '인프라' },
  'stage.BLUE_GREEN': { en: 'Blue/green', ko: '블루/그린' },
  'stage.SWITCH': { en: 'Switch', ko: '전환' },
  'stage.COMPLETE': { en: 'Complete', ko: '완료' },
  'status.QUEUED': { en: 'queued', ko: '대기열' },
  'status.RUNNING': { en: 'running', ko: '진행 중' },
  'status.DEPLOYMENT_READY': { en: 'ready to switch', ko: '전환 대기' },
  'status.COMPLETED': { en: 'completed', ko: '완료' },
  'status.FAILED': { en: 'failed', ko: '실패' },
  'status.CANCELLED': { en: 'cancelled', ko: '취소됨' },
  blue: { en: 'blue', ko: '블루' },
  green: { en: 'green', ko: '그린' },
  'time.seconds': { en: '{seconds}s', ko: '{seconds}초' },
  'time.minutes': { en: '{minutes}m {seconds}s', ko: '{minutes}분 {seconds}초' },
  'time.hours': { en: '{hours}h {minutes}m', ko: '{hours}시간 {minutes}분' },
  'verdict.better': { en: 'Green is better', ko: '그린이 더 낫습니다' },
  'verdict.same': { en: 'Green is no slower', ko: '그린이 느리지 않습니다' },
  'verdict.worse': { en: 'Green is WORSE', ko: '그린이 더 나쁩니다' },
  'verdict.why': {
    en: 'p95 {green} against {blue}; {errors} errors in {requests} requests',
    ko: 'p95 {green} (블루 {blue}), 요청 {requests}건 중 오류 {errors}건',
  },
  'verdict.few': {
    en: 'Too little traffic to compare: {blue} requests to blue, {green} to green',
    ko: '비교하기에는 요청이 적습니다: 블루 {blue}건, 그린 {green}건',
  },
  'verdict.first': {
    en: 'Nothing served before: there is nothing to compare',
    ko: '이전에 서비스하던 것이 없어 비교할 것이 없습니다',
  },
  'column.id': { en: 'ID', ko: 'ID' },
  'column.when': { en: 'WHEN', ko: '시각' },
  'column.by': { en: 'BY', ko: '누가' },
  'column.operation': { en: 'OPERATION', ko: '작업' },
  'column.about': { en: 'ABOUT', ko: '대상' },
  'column.outcome': { en: 'OUTCOME', ko: '결과' },
  'column.from': { en: 'FROM', ko: '어디서' },
  'column.note': { en: 'NOTE', ko: '비고' },
  'column.repository': { en: 'REPOSITORY', ko: '저장소' },
  'column.environment': { en: 'ENV', ko: '환경' },
  'column.status': { en: 'STATUS', ko: '상태' },
  'column.stage': { en: 'STAGE', ko: '단계' },
  'column.started': { en: 'STARTED', ko: '시작' },
  'column.took': { en: 'TOOK', ko: '소요' },
  'column.commit': { en: 'COMMIT', ko: '커밋' },
  'column.url': { en: 'URL', ko: '주소' },
  'column.serves': { en: 'SERVES', ko: '서비스 중' },
  'column.deployment': { en: 'DEPLOYMENT', ko: '배포' },
  'column.approvals': { en: 'APPROVED', ko: '승인' },
  'column.since': { en: 'SINCE', ko: '이후' },
  'column.rollback': { en: 'ROLLBACK TO', ko: '롤백 대상' },
  'column.account': { en: 'ACCOUNT', ko: '계정' },
  'column.traffic': { en: 'traffic', ko: '트래픽' },
  'column.requests': { en: 'requests', ko: '요청' },
  'column.health': { en: 'health', ko: '상태' },
  'column.errors': { en: 'errors', ko: '오류' },

  // ---- following --------------------------------------------------------------------------------------------------------
  'outlook.left': { en: 'about {time} left', ko: '약 {time} 남음' },
  'outlook.late': { en: 'longer than usual', ko: '평소보다 오래 걸리고 있습니다' },
  'outlook.waiting': { en: 'waits for you ({time})', ko: '결정을 기다리는 중 ({time})' },
  'outlook.stopping': { en: 'stopping', ko: '중단하는 중' },
  'line.lost': { en: 'The connection is lost; coming back by itself …', ko: '연결이 끊겼습니다. 다시 연결하는 중 …' },
  'line.gone': {
    en: 'The connection has been lost for five minutes. The deployment goes on without you.',
    ko: '5분 동안 연결이 끊겨 있습니다. 배포는 계속 진행됩니다.',
  },
  'green.unhealthy': {
    en: 'Green is not healthy yet: its health path must answer 2xx. To stop: panda cancel',
    ko: '그린이 아직 정상이 아닙니다. 상태 확인 경로가 2xx로 응답해야 합니다. 중단: panda cancel',
  },
  'keys.running': { en: 'Ctrl-C or q leaves it running', ko: 'Ctrl-C 또는 q: 배포는 두고 나가기' },
  'keys.ready': { en: 'Green is ready and waits for you.', ko: '그린이 준비되어 결정을 기다립니다.' },
  'keys.ready.keys': { en: '[s]witch  [c]ancel  [q]uit', ko: '[s] 전환  [c] 취소  [q] 나가기' },
  'sure.switch': {
    en: 'Move all traffic to green? Blue stays warm for a rollback.',
    ko: '모든 트래픽을 그린으로 옮길까요? 블루는 롤백을 위해 남겨 둡니다.',
  },
  'sure.cancel': { en: 'Cancel it? Blue goes on serving.', ko: '취소할까요? 블루가 계속 서비스합니다.' },
  'sure.keys': { en: '[y]es  [n]o', ko: '[y] 예  [n] 아니요' },
  'sent.switch': { en: 'Asking for the switch …', ko: '전환을 요청하는 중 …' },
  'sent.cancel': { en: 'Asking to cancel …', ko: '취소를 요청하는 중 …' },
  left: { en: 'Left; nothing was changed', ko: '나왔습니다. 바뀐 것은 없습니다' },
  'left.running': { en: 'The deployment goes on without you.', ko: '배포는 계속 진행됩니다.' },
  'come.back': { en: 'To come back: {command}', ko: '다시 보려면: {command}' },
  'ready.switch': {
    en: 'Green is ready and waits. To move the traffic: {command}',
    ko: '그린이 준비되어 기다리고 있습니다. 트래픽을 옮기려면: {command}',
  },
  'ended.live': { en: '{place} is live ({time})', ko: '{place} 배포가 완료되었습니다 ({time})' },
  'ended.back': { en: 'Changed your mind? {command}', ko: '되돌리려면: {command}' },
  'ended.cancelled': { en: 'Cancelled', ko: '취소되었습니다' },
  'ended.superseded': {
    en: 'Cancelled: a newer deployment took its place',
    ko: '더 새로운 배포로 대체되어 취소되었습니다',
  },
  'ended.failed': { en: 'Failed in stage {stage}, {name}:', ko: '{stage}단계 {name}에서 실패:' },
  'ended.unknown': { en: 'no reason was given', ko: '이유가 전해지지 않았습니다' },
  'ended.output': { en: 'The last lines of the build:', ko: '빌드 출력의 마지막 줄:' },
  'ended.serves': { en: 'Serving now: {what} {address}', ko: '현재 서비스 중: {what} {address}' },
  'ended.serves.nothing': {
    en: 'Nothing serves: there was no release before.',
    ko: '서비스 중인 것이 없습니다. 이전 릴리스가 없었습니다.',
  },
  'ended.todo': { en: 'What to do:', ko: '할 일:' },
  'ended.logs': { en: 'All of the build output: {command}', ko: '전체 빌드 출력: {command}' },

  // ---- login ------------------------------------------------------------------------------------------------------------
  'login.about': { en: 'say where Panda is and who you are', ko: 'Panda 서버 주소와 토큰 저장' },
  'login.url': { en: 'address of the server', ko: '서버 주소' },
  'login.ask.url': { en: 'Address of Panda [{before}]: ', ko: 'Panda 주소 [{before}]: ' },
  'login.ask.token': { en: 'Token (is not shown): ', ko: '토큰 (화면에 표시되지 않음): ' },
  'login.no.token': { en: 'This server wants a token', ko: '이 서버에는 토큰이 필요합니다' },
  'login.no.token.next': {
    en: 'Pipe it in (panda login < token.txt), or set PANDA_TOKEN',
    ko: '파이프로 넣거나 (panda login < token.txt) PANDA_TOKEN을 설정하세요',
  },
  'login.open.line': {
    en: 'This address is http, not https: what is sent, the token too, can be read on the way',
    ko: 'https가 아닌 http 주소입니다. 토큰을 포함해 전송되는 내용이 중간에서 읽힐 수 있습니다',
  },
  'login.done': { en: 'Panda answers at {url}', ko: 'Panda가 응답했습니다: {url}' },
  'login.token': { en: '(with your token)', ko: '(토큰 사용)' },
  'login.nobody': { en: '(it asks nobody who they are)', ko: '(인증이 필요 없는 서버)' },
  'login.environment': {
    en: 'PANDA_URL or PANDA_TOKEN is set, and wins over this',
    ko: 'PANDA_URL 또는 PANDA_TOKEN이 설정되어 있어 이 값보다 우선합니다',
  },
  'login.next': { en: 'Next: panda connect github OWNER/REPO', ko: '다음: panda connect github OWNER/REPO' },

  // ---- connect ----------------------------------------------------------------------------------------------------------
  'connect.about': { en: 'connect GitHub or AWS', ko: 'GitHub 또는 AWS 연결' },
  'connect.next': { en: 'Next: {command}', ko: '다음: {command}' },
  'connect.github.about': { en: 'connect a repository on GitHub', ko: 'GitHub 저장소 연결' },
  'connect.github.notes': {
    en: 'The token comes from GITHUB_TOKEN, a pipe, or a question that does not show it. It needs to read the repository.\nIt is never an argument: every program of the machine can read those, and the shell keeps them in its history.',
    ko: '토큰은 GITHUB_TOKEN, 파이프, 또는 화면에 표시되지 않는 질문으로 받습니다. 저장소 읽기 권한이 필요합니다.\n인자로는 받지 않습니다. 인자는 이 컴퓨터의 모든 프로그램이 읽을 수 있고 셸 기록에 남기 때문입니다.',
  },
  'connect.github.ask': { en: 'GitHub token (is not shown): ', ko: 'GitHub 토큰 (화면에 표시되지 않음): ' },
  'connect.github.ask.sample': {
    en: 'GitHub token (is not shown; Enter: {sample}, which opens the samples of this machine): ',
    ko: 'GitHub 토큰 (화면에 표시되지 않음, Enter: 이 컴퓨터의 예제용 {sample}): ',
  },
  'connect.github.none.sample': {
    en: 'Set GITHUB_TOKEN, or pipe it in. For the samples of this machine: GITHUB_TOKEN={sample} panda connect github panda/hello',
    ko: 'GITHUB_TOKEN을 설정하거나 파이프로 넣으세요. 이 컴퓨터의 예제: GITHUB_TOKEN={sample} panda connect github panda/hello',
  },
  'connect.aws.sample': {
    en: 'This Panda runs on one machine, with a pretended AWS ({region}). Connect that?',
    ko: '이 Panda는 한 컴퓨터에서 가상의 AWS({region})로 실행 중입니다. 그것을 연결할까요?',
  },
  'connect.aws.sample.by': {
    en: 'This Panda runs on one machine, with a pretended AWS. To connect that:',
    ko: '이 Panda는 한 컴퓨터에서 가상의 AWS로 실행 중입니다. 연결하려면:',
  },
  'connect.github.none': { en: 'There is no GitHub token', ko: 'GitHub 토큰이 없습니다' },
  'connect.github.none.next': {
    en: 'Set GITHUB_TOKEN, or pipe it in: panda connect github OWNER/REPO < token.txt',
    ko: 'GITHUB_TOKEN을 설정하거나 파이프로 넣으세요: panda connect github OWNER/REPO < token.txt',
  },
  'connect.github.done': { en: 'GitHub connected: {place}', ko: 'GitHub 연결됨: {place}' },
  'connect.aws.about': { en: 'connect an AWS account', ko: 'AWS 계정 연결' },
  'connect.aws.notes': {
    en: 'Without --role it says how to make one; with it, it connects. Keys are the second choice (--keys): from AWS_ACCESS_KEY_ID,\nAWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or asked for. They are never arguments, which every program can read.',
    ko: '--role 없이는 역할을 만드는 방법을 알려 주고, 있으면 연결합니다. 키는 차선책입니다 (--keys): AWS_ACCESS_KEY_ID,\nAWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN에서 읽거나 물어봅니다. 모든 프로그램이 읽을 수 있는 인자로는 받지 않습니다.',
  },
  'connect.aws.region': { en: 'AWS region, such as ap-northeast-2', ko: 'AWS 리전 (예: ap-northeast-2)' },
  'connect.aws.role': { en: 'ARN of the role that Panda takes on', ko: 'Panda가 맡을 역할의 ARN' },
  'connect.aws.keys': { en: 'by keys instead of a role', ko: '역할 대신 키 사용' },
  'connect.aws.both': { en: 'Either --role or --keys, not both', ko: '--role과 --keys 중 하나만 쓰세요' },
  'connect.aws.ask.region': { en: 'AWS region: ', ko: 'AWS 리전: ' },
  'connect.aws.ask.role': { en: 'ARN of the role (Enter: later): ', ko: '역할 ARN (Enter: 나중에): ' },
  'connect.aws.ask.key': { en: 'AWS access key id: ', ko: 'AWS 액세스 키 ID: ' },
  'connect.aws.ask.secret': {
    en: 'AWS secret access key (is not shown): ',
    ko: 'AWS 비밀 액세스 키 (화면에 표시되지 않음): ',
  },
  'connect.aws.no.region': { en: 'Which AWS region?', ko: '어느 AWS 리전인가요?' },
  'connect.aws.no.region.next': {
    en: 'panda connect aws --region ap-northeast-2, or set AWS_REGION',
    ko: 'panda connect aws --region ap-northeast-2, 또는 AWS_REGION 설정',
  },
  'connect.aws.no.keys': { en: 'There are no AWS keys', ko: 'AWS 키가 없습니다' },
  'connect.aws.no.keys.next': {
    en: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; better, use a role: panda connect aws',
    ko: 'AWS_ACCESS_KEY_ID와 AWS_SECRET_ACCESS_KEY를 설정하세요. 역할을 쓰는 것이 더 좋습니다: panda connect aws',
  },
  'connect.aws.step1': {
    en: '1. In your account, in {region}, make a stack of this template (CloudFormation, Create stack):',
    ko: '1. 내 계정의 {region} 리전에서 이 템플릿으로 스택을 만드세요 (CloudFormation, 스택 생성):',
  },
  'connect.aws.template': { en: 'Template   ', ko: '템플릿     ' },
  'connect.aws.external': { en: 'ExternalId ', ko: 'ExternalId ' },
  'connect.aws.account': { en: 'Account    ', ko: '계정       ' },
  'connect.aws.bus': { en: 'Event bus  ', ko: '이벤트 버스' },
  'connect.aws.step2': { en: '2. Connect with the role that the stack made:', ko: '2. 스택이 만든 역할로 연결하세요:' },
  'connect.aws.done': { en: 'AWS connected: account {account}, {region}', ko: 'AWS 연결됨: 계정 {account}, {region}' },
  'connect.aws.slow': {
    en: 'Its events do not reach Panda: deployments work, but are seen up to minutes late',
    ko: '이 계정의 이벤트가 Panda에 닿지 않습니다. 배포는 되지만 몇 분 늦게 보일 수 있습니다',
  },

  // ---- deploy -----------------------------------------------------------------------------------------------------------
  'deploy.about': { en: 'deploy a repository', ko: '저장소 배포' },
  'deploy.notes': {
    en: 'The connections are found by themselves where only one fits. Ctrl-C while watching leaves the deployment running.',
    ko: '맞는 연결이 하나뿐이면 자동으로 찾습니다. 진행을 보다가 Ctrl-C를 눌러도 배포는 계속됩니다.',
  },
  'deploy.auto': { en: 'switch by itself once green is healthy', ko: '그린이 정상이면 자동으로 전환' },
  'deploy.github': { en: 'which GitHub connection (gh_…)', ko: '사용할 GitHub 연결 (gh_…)' },
  'deploy.aws': { en: 'which AWS connection (aws_…)', ko: '사용할 AWS 연결 (aws_…)' },
  'deploy.health': {
    en: 'what green must answer well at; /health unless said otherwise',
    ko: '상태 확인 경로 (기본 /health)',
  },
  'deploy.port': {
    en: 'where the program listens, if EXPOSE does not say',
    ko: '프로그램이 듣는 포트 (EXPOSE가 없을 때)',
  },
  'deploy.concurrency': { en: 'if one is running already: {choices}', ko: '이미 진행 중인 배포가 있을 때: {choices}' },
  'deploy.port.wrong': {
    en: '--port must be 1 to 65535, not {given}',
    ko: '--port는 1에서 65535 사이여야 합니다: {given}',
  },
  'deploy.concurrency.wrong': {
    en: '--concurrency must be one of {choices}, not {given}',
    ko: '--concurrency는 {choices} 중 하나여야 합니다: {given}',
  },
  'deploy.started': { en: 'Deploying {place}:', ko: '{place} 배포 시작:' },
  'deploy.follow': { en: 'To follow it: {command}', ko: '진행 보기: {command}' },
  'github.none': { en: '{place} is not connected yet', ko: '{place} 저장소가 아직 연결되지 않았습니다' },
  'github.several': {
    en: 'Several branches of {place} are connected. Say which:',
    ko: '{place}의 연결된 브랜치가 여러 개입니다. 하나를 고르세요:',
  },
  'aws.none': { en: 'No AWS account is connected yet', ko: '아직 연결된 AWS 계정이 없습니다' },
  'aws.several': {
    en: 'Several AWS accounts are connected. Say which:',
    ko: '연결된 AWS 계정이 여러 개입니다. 하나를 고르세요:',
  },
  'begun.maybe': {
    en: 'It may have begun. Run the same again with this, and it begins only once:',
    ko: '이미 시작되었을 수 있습니다. 다음을 붙여 다시 실행하면 한 번만 시작됩니다:',
  },
  'repository.unclear': { en: 'Not a repository: {given}', ko: '저장소가 아닙니다: {given}' },
  'repository.unclear.next': {
    en: 'It is OWNER/REPO or OWNER/REPO@BRANCH, such as panda/hello@main',
    ko: 'OWNER/REPO 또는 OWNER/REPO@BRANCH로 쓰세요 (예: panda/hello@main)',
  },
  'repository.owner': { en: 'Whose {given}?', ko: '누구의 {given}인가요?' },

  // ---- the other commands -----------------------------------------------------------------------------------------------
  'watch.about': { en: 'follow a deployment to its end', ko: '배포가 끝날 때까지 보기' },
  'watch.logs': { en: 'with the build output, in plain lines', ko: '빌드 출력도 함께, 줄 단위로' },
  'watch.notes': {
    en: 'On a terminal, once green is ready: s switches, c cancels, q leaves it. Ctrl-C leaves it running.\nExit code 1 if the deployment failed or was cancelled.',
    ko: '터미널에서 그린이 준비되면 s 전환, c 취소, q 나가기. Ctrl-C를 눌러도 배포는 계속됩니다.\n배포가 실패하거나 취소되면 종료 코드는 1입니다.',
  },
  'list.about': { en: 'deployments, newest first', ko: '배포 목록 (최신순)' },
  'list.repo': { en: 'of this repository only', ko: '이 저장소만' },
  'list.status': { en: 'one of {choices}', ko: '{choices} 중 하나' },
  'list.limit': { en: 'how many, up to 100', ko: '개수 (최대 100)' },
  'list.none': {
    en: 'No deployments. To make one: panda deploy OWNER/REPO',
    ko: '배포가 없습니다. 시작하려면: panda deploy OWNER/REPO',
  },
  'list.status.wrong': { en: 'Not a status: {given}', ko: '상태가 아닙니다: {given}' },
  'list.status.next': { en: 'There are {choices}', ko: '가능한 값: {choices}' },
  'list.limit.wrong': {
    en: '--limit must be 1 to 100, not {given}',
    ko: '--limit는 1에서 100 사이여야 합니다: {given}',
  },
  'status.about': { en: 'where a deployment is now', ko: '배포의 현재 상태' },
  'status.cost': { en: 'about {usd} dollars of the platform', ko: '플랫폼 예상 비용 약 {usd}달러' },
  'status.back': { en: 'back to what served before in about {time}', ko: '이전 버전으로 되돌리는 데 약 {time}' },
  'status.taken': {
    en: 'Taken back after its end, by CodeDeploy, at {at}:',
    ko: '완료 후 CodeDeploy가 {at}에 되돌렸습니다:',
  },
  'status.taken.serves': { en: 'What serves now: {id}', ko: '현재 서비스 중인 배포: {id}' },
  'status.taken.unknown': {
    en: 'What serves now is no release that Panda has kept',
    ko: '현재 서비스 중인 버전은 Panda가 보관한 릴리스가 아닙니다',
  },
  'status.exit': { en: 'exit with 1 if it failed or was cancelled', ko: '실패했거나 취소되었으면 종료 코드 1' },
  'status.by': { en: 'by {who}', ko: '{who} 님이 시작' },
  'logs.about': { en: 'what the build wrote', ko: '빌드 출력' },
  'logs.follow': { en: 'and what it still writes', ko: '새로 나오는 출력도 계속 보기' },
  'logs.none': { en: 'There is no build output (yet)', ko: '(아직) 빌드 출력이 없습니다' },
  'grant.about': {
    en: 'roles for a service or an environment (for admins)',
    ko: '서비스와 환경별 역할 (관리자용)',
  },
  'grant.notes': {
    en: 'A grant adds to the role that somebody has everywhere; it never takes any away.',
    ko: '누구나 가진 전체 역할에 더해지며, 줄이지는 않습니다.',
  },
  'grant.add.about': { en: 'give somebody a role', ko: '역할 부여' },
  'grant.list.about': { en: 'who has which role where', ko: '부여된 역할 목록' },
  'grant.remove.about': { en: 'take a role away again', ko: '역할 회수' },
  'argument.subject': {
    en: 'who, exactly as shown; or token: and the id of an API token',
    ko: '표시된 이름 그대로, 또는 token:과 API 토큰 ID',
  },
  'argument.grant': { en: 'gr_…, or all of somebody', ko: 'gr_… 또는 사용자 이름 (전부)' },
  'grant.role': { en: 'one of {choices}', ko: '{choices} 중 하나' },
  'grant.repo': { en: 'for this repository only, or OWNER/*', ko: '이 저장소만, 또는 OWNER/*' },
  'grant.env': { en: 'for this environment only', ko: '이 환경만' },
  'grant.role.wrong': {
    en: '--role must be one of {choices}, not {given}',
    ko: '--role은 {choices} 중 하나여야 합니다: {given}',
  },
  'grant.none': { en: 'No grants: everybody has one role everywhere', ko: '부여된 역할이 없습니다' },
  'grant.none.such': { en: 'There is no grant of {given}', ko: '{given}에게 부여된 역할이 없습니다' },
  'grant.removed': { en: 'Taken away:', ko: '회수했습니다:' },
  'column.who': { en: 'WHO', ko: '누구' },
  'column.role': { en: 'ROLE', ko: '역할' },
  'audit.about': {
    en: 'who did what, when, from where (for admins)',
    ko: '감사 기록: 누가 언제 어디서 무엇을 (관리자용)',
  },
  'audit.since': { en: 'how far back: 24h, 7d, 4w, or a date', ko: '기간: 24h, 7d, 4w 또는 날짜' },
  'audit.by': { en: 'of this caller only, exactly as shown', ko: '이 사용자만 (표시된 그대로)' },
  'audit.operation': { en: 'of this call only, such as deploy', ko: '이 작업만 (예: deploy)' },
  'audit.limit': {
    en: 'how many: 100, or 10000 with --json and --csv',
    ko: '개수 (기본 100, --json과 --csv는 10000)',
  },
  'audit.csv': { en: 'as a table for spreadsheets', ko: '스프레드시트용 표' },
  'audit.none': { en: 'Nothing was done in this time that fits', ko: '이 기간에 해당하는 기록이 없습니다' },
  'audit.more': {
    en: 'These are the newest {count}; there are more: --limit, or a later --since',
    ko: '최신 {count}건입니다. 더 있습니다: --limit를 늘리거나 --since를 줄이세요',
  },
  'audit.since.wrong': { en: '--since is not a time: {given}', ko: '--since가 시간이 아닙니다: {given}' },
  'audit.since.next': { en: 'Such as 24h, 7d, 4w or 2026-11-20', ko: '예: 24h, 7d, 4w, 2026-11-20' },
  'audit.limit.wrong': {
    en: '--limit must be 1 to {most}, not {given}',
    ko: '--limit는 1에서 {most} 사이여야 합니다: {given}',
  },
  'switch.about': { en: 'move all traffic to green', ko: '모든 트래픽을 그린으로 전환' },
  'switch.notes': {
    en: 'Green is checked five more times first. Blue stays warm, so that a rollback takes seconds.',
    ko: '먼저 그린을 다섯 번 더 확인합니다. 블루는 남겨 두므로 롤백은 금방 끝납니다.',
  },
  'switch.done': { en: 'The switch is asked for:', ko: '전환을 요청했습니다:' },
  'cancel.about': { en: 'stop a deployment; what served before goes on', ko: '배포 중단 (이전 서비스는 계속)' },
  'cancel.notes': {
    en: 'Once the traffic has moved it is too late: panda rollback is for that.',
    ko: '트래픽이 옮겨진 뒤에는 취소할 수 없습니다. 그때는 panda rollback을 쓰세요.',
  },
  'cancel.stopping': { en: 'It is being stopped:', ko: '중단하는 중입니다:' },
  'cancel.over': { en: 'It was over already ({status}):', ko: '이미 끝난 배포입니다 ({status}):' },
  'rollback.about': { en: 'go back to a release that was good', ko: '이전의 정상 릴리스로 되돌리기' },
  'rollback.notes': {
    en: 'Nothing is built: the kept image goes out again. Without --to it is the good one before what serves now.',
    ko: '다시 빌드하지 않고 보관된 이미지를 배포합니다. --to가 없으면 현재 서비스 바로 이전의 정상 릴리스입니다.',
  },
  'rollback.to': { en: 'which release: a deployment or a commit', ko: '되돌릴 릴리스: 배포 ID 또는 커밋' },
  'rollback.yes': { en: 'without asking', ko: '묻지 않고 실행' },
  'rollback.hold': { en: 'wait for a switch before the traffic moves', ko: '트래픽을 옮기기 전에 전환을 기다림' },
  'rollback.now': { en: 'serves now:  ', ko: '현재 서비스:' },
  'rollback.back': { en: 'goes back to:', ko: '되돌릴 대상:' },
  'rollback.expected': { en: 'expected to take about {time}', ko: '예상 소요 시간: 약 {time}' },
  'rollback.unmeasured': {
    en: 'how long it takes has not been measured yet',
    ko: '아직 소요 시간을 측정한 적이 없습니다',
  },
  'rollback.sure': { en: 'Go back?', ko: '되돌릴까요?' },
  'rollback.not': { en: 'Nothing was changed', ko: '바뀐 것은 없습니다' },
  'rollback.started': { en: 'Going back:', ko: '되돌리는 중:' },
  'rollback.no.service': { en: 'Nothing serves {given}', ko: '{given} 서비스가 없습니다' },
  'rollback.several': {
    en: 'Several services fit {given}. Say which:',
    ko: '{given}에 맞는 서비스가 여러 개입니다. 하나를 고르세요:',
  },
  'rollback.none': { en: 'There is no earlier good release to go back to', ko: '되돌릴 이전의 정상 릴리스가 없습니다' },
  'rollback.unknown': {
    en: 'No kept release matches {given}. There are:',
    ko: '{given}에 맞는 보관된 릴리스가 없습니다. 가능한 것:',
  },
  'approvals.about': { en: 'what waits for reviewers', ko: '승인을 기다리는 배포' },
  'approvals.none': { en: 'Nothing waits for reviewers', ko: '승인을 기다리는 배포가 없습니다' },
  'gates.scan': {
    en: 'Scan: {critical} critical, {high} high, {medium} medium, {low} low; {blocking} block, {waived} waived',
    ko: '스캔: 심각 {critical}, 높음 {high}, 중간 {medium}, 낮음 {low}; 차단 {blocking}, 예외 {waived}',
  },
  'gates.notScanned': { en: 'NOT scanned: {why}', ko: '스캔되지 않음: {why}' },
  'gates.waived': { en: 'waived by {by} until {until}', ko: '{by} 님의 예외, {until}까지' },
  'gates.checks': { en: 'Checks:', ko: '체크:' },
  'gates.check.passed': { en: 'passed', ko: '통과' },
  'gates.check.failed': { en: 'failed', ko: '실패' },
  'gates.check.pending': { en: 'not ended', ko: '진행 중' },
  'gates.check.missing': { en: 'not reported', ko: '보고 없음' },
  'approve.about': { en: 'agree to a release, as one of its reviewers', ko: '검토자로서 배포 승인' },
  'approve.notes': {
    en: 'Whoever has started a deployment may not approve it. --skip is for emergencies: it takes an admin and a reason, and\nstands in the audit log as an alarm. On your own machine PANDA_USER says who you are.',
    ko: '배포를 시작한 사람은 승인할 수 없습니다. --skip은 긴급용이며 관리자와 사유가 필요하고, 감사 로그에 경보로 남습니다.\n로컬에서는 PANDA_USER로 사용자를 지정합니다.',
  },
  'approve.comment': { en: 'what you think of it', ko: '의견' },
  'approve.skip': { en: 'release without reviewers and without the wait', ko: '승인과 대기 없이 배포 (사유)' },
  'approve.done': { en: 'Approved, {count} of {reviewers}:', ko: '승인했습니다 ({count}/{reviewers}):' },
  'approve.skipped': { en: 'Released without approval:', ko: '승인 없이 배포합니다:' },
  'reject.about': { en: 'refuse a release; what served before goes on', ko: '배포 거절 (이전 서비스는 계속)' },
  'reject.comment': { en: 'why', ko: '사유' },
  'reject.why': { en: 'Say why: whoever has started it reads it', ko: '사유를 적어 주세요' },
  'reject.done': { en: 'Rejected:', ko: '거절했습니다:' },
  'promote.about': {
    en: 'deploy what serves in one environment to another',
    ko: '한 환경의 릴리스를 다른 환경으로 승격',
  },
  'promote.notes': {
    en: 'Nothing is built: the same image goes out, past the reviewers of the environment that it goes to.',
    ko: '다시 빌드하지 않고 같은 이미지를 배포합니다. 대상 환경의 승인을 거칩니다.',
  },
  'promote.from': { en: 'the environment that it serves in', ko: '원본 환경' },
  'promote.to': { en: 'the environment that it goes to', ko: '대상 환경' },
  'promote.none': { en: 'Nothing serves in {environment}', ko: '{environment} 환경에 서비스 중인 것이 없습니다' },
  'promote.sure': { en: 'Promote?', ko: '승격할까요?' },
  'promote.started': { en: 'Promoting:', ko: '승격하는 중:' },
  'diff.about': { en: 'what differs between two environments', ko: '두 환경의 차이' },
  'diff.commit': { en: 'commit', ko: '커밋' },
  'diff.image': { en: 'image', ko: '이미지' },
  'env.about': { en: 'settings of dev, prod and other environments', ko: '환경 설정 (dev, prod 등)' },
  'env.list': { en: 'environments that something is set for', ko: '설정된 환경 목록' },
  'env.show': { en: 'what holds in an environment', ko: '환경의 현재 설정' },
  'env.set': { en: 'set some of its settings', ko: '설정 변경' },
  'env.set.notes': {
    en: 'KEY= without a value: as usual again. What the others are set to stays. variables.NAME=VALUE is what the program is told.',
    ko: 'KEY= 처럼 값을 비우면 기본값으로 돌아갑니다. 나머지 설정은 그대로입니다. variables.이름=값 은 프로그램의 환경 변수입니다.',
  },
  'env.pairs': {
    en: 'such as branches=main,release/* approvals.reviewers=2',
    ko: '예: branches=main,release/* approvals.reviewers=2',
  },
  'env.pair': { en: 'A setting is KEY=VALUE, not {given}', ko: '설정은 KEY=VALUE 형식입니다: {given}' },
  'env.none': {
    en: 'Nothing is set: dev takes develop, prod takes main and asks two reviewers. See: panda env show OWNER/REPO prod',
    ko: '설정된 것이 없습니다. 기본값은 panda env show OWNER/REPO prod 로 확인하세요',
  },
  'env.isSet': { en: 'set', ko: '설정됨' },
  'services.about': { en: 'what serves where, and what a rollback goes to', ko: '서비스 현황과 롤백 대상' },
  'services.none': {
    en: 'Nothing serves yet. To begin with: panda deploy OWNER/REPO',
    ko: '아직 서비스 중인 것이 없습니다. 시작하려면: panda deploy OWNER/REPO',
  },
  'check.about': { en: 'whether a panda.yml is right, before it is pushed', ko: 'panda.yml 파일을 푸시하기 전에 검사' },
  'check.notes': {
    en: 'Of what protects (approvals, checks, promotion, windows) a file can only ask for more than what an admin has set.',
    ko: '보호 설정(승인, 검사, 프로모션, 배포 시간)은 관리자가 정한 것보다 엄격하게만 바꿀 수 있습니다.',
  },
  'argument.file': {
    en: 'the file; panda.yml in this folder if there is none',
    ko: '파일 (기본값: 이 폴더의 panda.yml)',
  },
  'check.good': { en: '{file} is right: {environments}', ko: '{file} 이상 없음: {environments}' },
  'check.nothing': { en: 'no environment', ko: '환경 없음' },
  'check.unreadable': { en: '{file} cannot be read: {why}', ko: '{file} 을(를) 읽을 수 없습니다: {why}' },
  'hook.about': { en: 'webhooks of GitHub: a push deploys by itself', ko: 'GitHub 웹훅: 푸시하면 자동으로 배포' },
  'hook.notes': {
    en: 'A push to a branch that an environment’s own branches take starts it there; a commit that says [skip deploy] starts nothing.',
    ko: '환경에 설정된 브랜치로 푸시하면 그 환경에 배포됩니다. 커밋 메시지에 [skip deploy]가 있으면 배포하지 않습니다.',
  },
  'hook.add.about': { en: 'make one, to be entered at GitHub', ko: '웹훅을 만들고 GitHub에 입력할 값 보기' },
  'hook.list.about': { en: 'those that there are', ko: '웹훅 목록' },
  'hook.remove.about': { en: 'hear one no more', ko: '웹훅 삭제' },
  'argument.hook': {
    en: 'its id, or OWNER/REPO for all of that repository',
    ko: '웹훅 ID, 또는 OWNER/REPO (그 저장소의 모든 웹훅)',
  },
  'hook.added': { en: 'A webhook of {place}', ko: '{place} 웹훅을 만들었습니다' },
  'hook.next': { en: 'Enter this at {where}', ko: '{where} 에 입력하세요' },
  'hook.once': { en: 'The secret is shown this once.', ko: 'Secret은 지금 한 번만 표시됩니다.' },
  'hook.none': {
    en: 'There is no webhook. To make one: panda hook add OWNER/REPO',
    ko: '웹훅이 없습니다. 만들려면: panda hook add OWNER/REPO',
  },
  'hook.removed': { en: 'Heard no more:', ko: '웹훅을 삭제했습니다:' },
  'metrics.about': { en: 'how often, how fast and how well you deploy', ko: '배포 빈도, 속도, 안정성 지표' },
  'metrics.days': { en: 'of the last so many days, 1 to 90', ko: '최근 며칠 (1~90)' },
  'metrics.days.wrong': { en: 'Days are a number from 1 to 90, not {given}', ko: '일수는 1부터 90까지입니다: {given}' },
  'metrics.repo': { en: 'only of this repository', ko: '이 저장소만' },
  'metrics.days.hours': { en: '{days}d {hours}h', ko: '{days}일 {hours}시간' },
  'metrics.none': {
    en: 'Nothing was deployed in the last {days} days.',
    ko: '최근 {days}일 동안 배포가 없습니다.',
  },
  'metrics.of': { en: 'The last {days} days: {read} deployments', ko: '최근 {days}일: 배포 {read}건' },
  'metrics.counts': {
    en: '{completed} completed, {failed} failed, {cancelled} cancelled, {unfinished} under way; {rollbacks} of them rollbacks',
    ko: '완료 {completed}, 실패 {failed}, 취소 {cancelled}, 진행 중 {unfinished}, 그중 롤백 {rollbacks}',
  },
  'metrics.cut': {
    en: 'There are more: only the newest {read} are counted, from {from} on',
    ko: '더 있습니다. {from} 이후의 최신 {read}건만 집계했습니다',
  },
  'metrics.figure': { en: 'FIGURE', ko: '지표' },
  'metrics.value': { en: 'VALUE', ko: '값' },
  'metrics.target': { en: 'TARGET', ko: '목표' },
  'metrics.verdict': { en: 'VERDICT', ko: '판정' },
  'metrics.n': { en: 'OF', ko: '표본' },
  'metrics.met': { en: '✓ met', ko: '✓ 달성' },
  'metrics.missed': { en: '✗ missed', ko: '✗ 미달' },
  'metrics.least': { en: 'at least {value}', ko: '{value} 이상' },
  'metrics.most': { en: 'at most {value}', ko: '{value} 이하' },
  'metrics.frequency': { en: 'Deployments a week', ko: '주당 배포' },
  'metrics.lead': { en: 'Lead time', ko: '리드 타임' },
  'metrics.failures': { en: 'Change failure rate', ko: '변경 실패율' },
  'metrics.restore': { en: 'Time to restore', ko: '복구 시간' },
  'metrics.success': { en: 'Success rate', ko: '성공률' },
  'metrics.pipeline': { en: 'Pipeline', ko: '파이프라인' },
  'metrics.rollback': { en: 'Rollback', ko: '롤백' },
  'metrics.downtime': { en: 'Downtime', ko: '중단 시간' },
  'metrics.stages': { en: 'Stages, of those that went well', ko: '단계별 시간 (성공한 배포)' },
  'metrics.usual': { en: '{p50}, p95 {p95}', ko: '{p50}, p95 {p95}' },
  'metrics.short.week': { en: 'A WEEK', ko: '주당' },
  'metrics.short.lead': { en: 'LEAD TIME', ko: '리드 타임' },
  'metrics.short.failures': { en: 'FAILURES', ko: '실패율' },
  'metrics.short.restore': { en: 'RESTORED IN', ko: '복구' },
  'metrics.short.success': { en: 'SUCCESS', ko: '성공률' },
  'open.about': { en: "open a deployment's page in the browser", ko: '브라우저에서 배포 화면 열기' },
  'open.by.hand': {
    en: 'No browser was found here: open the address by hand',
    ko: '브라우저를 찾지 못했습니다. 주소를 직접 여세요',
  },
  'id.unclear': { en: 'Not a deployment: {given}', ko: '배포가 아닙니다: {given}' },
  'id.unclear.next': {
    en: 'It is an id (dep_…) or OWNER/REPO; `panda list` shows them',
    ko: 'ID(dep_…) 또는 OWNER/REPO를 쓰세요. `panda list`로 볼 수 있습니다',
  },
  'id.several': {
    en: 'Several deployments of {repository} fit. Say which:',
    ko: '{repository}에 맞는 배포가 여러 개입니다. 하나를 고르세요:',
  },
  'none.any': { en: 'There is no deployment of {repository}', ko: '{repository} 배포가 없습니다' },
  'none.unfinished': { en: 'No deployment of {repository} is running', ko: '진행 중인 {repository} 배포가 없습니다' },
  'none.reviewed': {
    en: 'No deployment of {repository} waits for approval',
    ko: '승인을 기다리는 {repository} 배포가 없습니다',
  },
  'none.ready': {
    en: 'No deployment of {repository} waits for a switch',
    ko: '전환을 기다리는 {repository} 배포가 없습니다',
  },
  'completion.about': { en: 'completion for bash, zsh or fish', ko: 'bash, zsh, fish 자동 완성' },
  'completion.shell': { en: 'bash, zsh or fish', ko: 'bash, zsh 또는 fish' },
  'completion.notes': {
    en: 'bash: eval "$(panda completion bash)" in ~/.bashrc\nzsh:  eval "$(panda completion zsh)" in ~/.zshrc, after compinit\nfish: panda completion fish > ~/.config/fish/completions/panda.fish',
    ko: 'bash: ~/.bashrc에 eval "$(panda completion bash)"\nzsh:  ~/.zshrc의 compinit 뒤에 eval "$(panda completion zsh)"\nfish: panda completion fish > ~/.config/fish/completions/panda.fish',
  },
  'completion.unknown': {
    en: 'No completion for {given}. There is:',
    ko: '{given}용 자동 완성은 없습니다. 가능한 것:',
  },

  // ---- doctor -----------------------------------------------------------------------------------------------------------
  'doctor.about': { en: 'what is wrong with the set-up, and how to mend it', ko: '설정 점검과 해결 방법' },
  'doctor.good': { en: 'All is well.', ko: '모두 정상입니다.' },
  'doctor.bad': { en: 'To mend: {count}', ko: '해결할 것: {count}개' },
  'doctor.node': { en: 'Node {version}', ko: 'Node {version}' },
  'doctor.node.old': { en: 'Node {version} is too old', ko: 'Node {version}은 너무 오래되었습니다' },
  'doctor.node.mend': {
    en: 'Run it as bin/panda.mjs, which brings Node 24',
    ko: 'Node 24가 함께 오는 bin/panda.mjs로 실행하세요',
  },
  'doctor.git.none': { en: 'git is not there', ko: 'git이 없습니다' },
  'doctor.git.mend': {
    en: '`npm start` needs it: https://git-scm.com/downloads',
    ko: '`npm start`에 필요합니다: https://git-scm.com/downloads',
  },
  'doctor.from.environment': { en: 'Server {url}, from PANDA_URL', ko: '서버 {url} (PANDA_URL)' },
  'doctor.from.login': { en: 'Server {url}, from `panda login`', ko: '서버 {url} (`panda login`)' },
  'doctor.from.default': { en: 'Server {url}, where `npm start` puts it', ko: '서버 {url} (`npm start`의 기본 주소)' },
  'doctor.settings.open': {
    en: '{path} can be read by others, and holds your token',
    ko: '{path} 파일을 다른 사용자가 읽을 수 있는데, 토큰이 들어 있습니다',
  },
  'doctor.charset': {
    en: 'The terminal is not set to UTF-8: signs and Korean may look wrong',
    ko: '터미널이 UTF-8로 설정되지 않아 기호와 한글이 깨져 보일 수 있습니다',
  },
  'doctor.server': {
    en: 'Panda answers at {url} in {ms} ms (API {version})',
    ko: 'Panda 응답: {url}, {ms} ms (API {version})',
  },
  'doctor.server.other': { en: 'What answers at {url} is not Panda', ko: '{url}에서 응답한 것은 Panda가 아닙니다' },
  'doctor.server.mend': { en: 'Check the address: panda login', ko: '주소를 확인하세요: panda login' },
  'doctor.version': {
    en: 'The server speaks API {version}, this command line {ours}',
    ko: '서버는 API {version}, 이 명령줄 도구는 {ours}입니다',
  },
  'doctor.proxy': {
    en: '{name} is set, but Node looks at it only when told to',
    ko: '{name}이 설정되어 있지만, Node는 따로 지정해야 사용합니다',
  },
  'doctor.clock': { en: "The clock agrees with the server's", ko: '시계가 서버와 맞습니다' },
  'doctor.clock.ahead': {
    en: "This machine's clock is {seconds} s ahead of the server's",
    ko: '이 컴퓨터의 시계가 서버보다 {seconds}초 빠릅니다',
  },
  'doctor.clock.behind': {
    en: "This machine's clock is {seconds} s behind the server's",
    ko: '이 컴퓨터의 시계가 서버보다 {seconds}초 느립니다',
  },
  'doctor.clock.mend': {
    en: 'Set it by the network (NTP): tokens and tickets end by the clock',
    ko: '네트워크 시간(NTP)으로 맞추세요. 토큰과 티켓은 시계에 따라 만료됩니다',
  },
  'doctor.identity.open': { en: 'The server asks nobody who they are', ko: '인증이 필요 없는 서버입니다' },
  'doctor.identity.deployer': { en: 'The token is good, and may deploy', ko: '토큰이 유효하며 배포할 수 있습니다' },
  'doctor.identity.viewer': {
    en: 'The token is good, but may only look (viewer)',
    ko: '토큰은 유효하지만 조회만 할 수 있습니다 (viewer)',
  },
  'doctor.identity.mend': {
    en: 'To deploy, ask an admin for a token with the role deployer',
    ko: '배포하려면 관리자에게 deployer 역할의 토큰을 요청하세요',
  },
  'doctor.socket': { en: 'Live events come through (socket, {ms} ms)', ko: '실시간 이벤트 수신 가능 (소켓, {ms} ms)' },
  'doctor.socket.none': {
    en: 'No live events: the socket to {host} does not open ({reason})',
    ko: '실시간 이벤트 불가: {host} 소켓이 열리지 않습니다 ({reason})',
  },
  'doctor.socket.proxy': {
    en: 'A proxy is set: it must let WebSockets to {host} through (CONNECT, Upgrade)',
    ko: '프록시가 설정되어 있습니다. {host}로 가는 WebSocket을 허용해야 합니다 (CONNECT, Upgrade)',
  },
  'doctor.socket.mend': {
    en: 'Something between lets no WebSockets to {host} through: a proxy, a firewall or a VPN',
    ko: '중간의 프록시, 방화벽 또는 VPN이 {host}로 가는 WebSocket을 막고 있습니다',
  },
  'doctor.github': { en: 'GitHub: {repositories}', ko: 'GitHub: {repositories}' },
  'doctor.github.none': { en: 'No repository is connected', ko: '연결된 저장소가 없습니다' },
  'doctor.aws.none': { en: 'No AWS account is connected', ko: '연결된 AWS 계정이 없습니다' },
  'doctor.aws': {
    en: 'AWS {account} {region}: all that Panda needs is allowed ({id})',
    ko: 'AWS {account} {region}: 필요한 권한이 모두 있습니다 ({id})',
  },
  'doctor.aws.missing': {
    en: 'AWS {account} {region}: permissions are missing ({id})',
    ko: 'AWS {account} {region}: 부족한 권한이 있습니다 ({id})',
  },
  'doctor.aws.unchecked': {
    en: 'AWS {account} {region}: permissions could not be checked ({id})',
    ko: 'AWS {account} {region}: 권한을 확인할 수 없었습니다 ({id})',
  },
  'doctor.aws.broken': { en: 'AWS {account} {region} ({id}):', ko: 'AWS {account} {region} ({id}):' },

  // ---- wrong use, and what fails ------------------------------------------------------------------------------------------
  'wrong.command': { en: 'There is no command “{given}”', ko: '“{given}” 명령은 없습니다' },
  'wrong.option': { en: 'There is no option {given}', ko: '{given} 옵션은 없습니다' },
  'wrong.meant': { en: 'Did you mean: {meant}', ko: '혹시 이것인가요: {meant}' },
  'wrong.help': { en: 'Help: {command} --help', ko: '도움말: {command} --help' },
  'wrong.secret': { en: '{given} is not an option, for a reason', ko: '{given} 옵션은 없습니다. 이유가 있습니다' },
  'wrong.missing': { en: 'panda {command} needs {what}', ko: 'panda {command} 명령에는 {what}이(가) 필요합니다' },
  'wrong.example': { en: 'Such as: {example}', ko: '예: {example}' },
  'wrong.value': { en: '{option} needs a value', ko: '{option} 옵션에는 값이 필요합니다' },
  'wrong.excess': { en: 'Too much: {given}', ko: '인자가 너무 많습니다: {given}' },
  'wrong.which': { en: 'panda {command}, but which: {choices}?', ko: 'panda {command}: 다음 중 무엇인가요? {choices}' },
  'settings.damaged': { en: '{path} cannot be read', ko: '{path} 파일을 읽을 수 없습니다' },
  'settings.damaged.next': {
    en: 'Write it anew with panda login, or remove it: rm {path}',
    ko: 'panda login으로 다시 만들거나 지우세요: rm {path}',
  },
  'address.unclear': { en: 'Not an http or https address: {given}', ko: 'http 또는 https 주소가 아닙니다: {given}' },
  'address.unclear.next': {
    en: 'Such as {defaultUrl}; it comes from PANDA_URL, or panda login --url',
    ko: '예: {defaultUrl}. PANDA_URL 또는 panda login --url에서 옵니다',
  },
  unreachable: {
    en: 'Panda does not answer at {origin} ({reason})',
    ko: 'Panda가 응답하지 않습니다: {origin} ({reason})',
  },
  'unreachable.near': {
    en: 'On this machine `npm start` starts it; elsewhere, say where it is: panda login',
    ko: '이 컴퓨터에서는 `npm start`로 시작합니다. 다른 곳에 있다면: panda login',
  },
  'unreachable.far': {
    en: 'Check the network and the address: panda login',
    ko: '네트워크와 주소를 확인하세요: panda login',
  },
  'unreachable.doctor': { en: 'To find out what is wrong: panda doctor', ko: '원인을 찾으려면: panda doctor' },
  'not.panda': {
    en: 'Something answered with {status}, but not Panda: a proxy?',
    ko: 'Panda가 아닌 다른 것이 {status}로 응답했습니다 (프록시?)',
  },
  'not.panda.next': {
    en: 'Check the address (panda login), or try again in a minute',
    ko: '주소를 확인하거나 (panda login) 잠시 후 다시 시도하세요',
  },
  unexpected: { en: 'This should not have happened: {what}', ko: '예상하지 못한 오류입니다: {what}' },
  'unexpected.next': {
    en: 'PANDA_DEBUG=1 shows where; please report it',
    ko: 'PANDA_DEBUG=1로 위치를 볼 수 있습니다. 알려 주세요',
  },
} as const satisfies Record<string, Entry>

/** What to do about each error that the server knows; null where its own words say it all. */
export const advice: Record<ErrorCode, Entry | null> = {
  GITHUB_REPOSITORY_NOT_FOUND: {
    en: 'Check the name, and that the token may read the repository (Contents: read)',
    ko: '이름과 토큰의 저장소 읽기 권한(Contents: read)을 확인하세요',
  },
  GITHUB_BAD_CREDENTIALS: {
    en: 'Make a new token at https://github.com/settings/tokens and connect again',
    ko: 'https://github.com/settings/tokens 에서 새 토큰을 만들어 다시 연결하세요',
  },
  GITHUB_BRANCH_NOT_FOUND: { en: 'Say which: OWNER/REPO@BRANCH', ko: '브랜치를 지정하세요: OWNER/REPO@BRANCH' },
  GITHUB_TIMEOUT: {
    en: 'Try again in a minute: https://www.githubstatus.com',
    ko: '잠시 후 다시 시도하세요: https://www.githubstatus.com',
  },
  AWS_CREDENTIALS_INVALID: {
    en: 'Check the role or the keys, and the region. `panda connect aws` says how a role is made',
    ko: '역할 또는 키와 리전을 확인하세요. 역할을 만드는 방법은 `panda connect aws`가 알려 줍니다',
  },
  AWS_TIMEOUT: { en: 'Try again in a minute', ko: '잠시 후 다시 시도하세요' },
  ROLE_NOT_PROTECTED: {
    en: 'Without the condition on the ExternalId anybody could act in your account. `panda connect aws` shows the template',
    ko: 'ExternalId 조건이 없으면 다른 사람이 내 계정에서 작업할 수 있습니다. 템플릿은 `panda connect aws`로 볼 수 있습니다',
  },
  CONNECTION_NOT_FOUND: {
    en: '`panda doctor` shows what is connected',
    ko: '`panda doctor`로 연결 상태를 볼 수 있습니다',
  },
  CONNECTION_MISMATCH: { en: 'Leave --github out: the right one is found', ko: '--github를 빼면 맞는 연결을 찾습니다' },
  CONNECTION_IN_USE: {
    en: 'Wait for the deployment, or cancel it: panda list',
    ko: '배포가 끝나기를 기다리거나 취소하세요: panda list',
  },
  RESULT_NOT_FOUND: { en: 'panda status ID shows how far it is', ko: '진행 상태: panda status ID' },
  DEPLOYMENT_NOT_FOUND: { en: 'panda list shows yours', ko: '배포 목록: panda list' },
  SERVICE_NOT_FOUND: { en: 'panda services shows yours', ko: '서비스 목록: panda services' },
  NOTIFICATION_NOT_FOUND: { en: 'panda notify list shows yours', ko: '알림 목록: panda notify list' },
  RELEASE_NOT_FOUND: { en: 'panda services shows what a rollback can go to', ko: '롤백 대상: panda services' },
  INVALID_REQUEST: null,
  PAYLOAD_TOO_LARGE: null,
  ROUTE_NOT_FOUND: {
    en: 'The server may be older than this command line: panda doctor',
    ko: '서버가 이 도구보다 오래된 버전일 수 있습니다: panda doctor',
  },
  METHOD_NOT_ALLOWED: {
    en: 'The server may be older than this command line: panda doctor',
    ko: '서버가 이 도구보다 오래된 버전일 수 있습니다: panda doctor',
  },
  IDEMPOTENCY_CONFLICT: {
    en: 'Take another --idempotency-key for another deployment',
    ko: '다른 배포에는 다른 --idempotency-key를 쓰세요',
  },
  BRANCH_NOT_ALLOWED: {
    en: 'See what it takes: panda env show OWNER/REPO ENV',
    ko: '허용된 브랜치 확인: panda env show OWNER/REPO ENV',
  },
  OUTSIDE_WINDOW: {
    en: 'See when it is open: panda env show OWNER/REPO ENV',
    ko: '배포 가능한 시간 확인: panda env show OWNER/REPO ENV',
  },
  NOT_PROMOTABLE: {
    en: 'See what it takes: panda env show OWNER/REPO ENV',
    ko: '허용 조건 확인: panda env show OWNER/REPO ENV',
  },
  PROMOTION_ONLY: {
    en: 'Promote what is good: panda promote ID ENV',
    ko: '정상 배포를 승격하세요: panda promote ID ENV',
  },
  SETTINGS_CHANGED: { en: 'Look at them again, then set once more', ko: '다시 확인한 뒤 설정하세요' },
  NOT_AWAITING_APPROVAL: { en: 'What waits for one: panda approvals', ko: '승인 대기 목록: panda approvals' },
  AUTHOR_MAY_NOT_APPROVE: { en: 'Ask somebody else to', ko: '다른 사람에게 승인을 요청하세요' },
  BUSY: {
    en: 'Wait for it (--concurrency queue), or take its place (--concurrency supersede)',
    ko: '기다리거나 (--concurrency queue) 대체하세요 (--concurrency supersede)',
  },
  NOT_READY: {
    en: 'Only a deployment that is ready can be switched: panda watch ID',
    ko: '준비된 배포만 전환할 수 있습니다: panda watch ID',
  },
  TOO_LATE: {
    en: 'The traffic has moved. To undo that: panda rollback OWNER/REPO',
    ko: '트래픽이 이미 옮겨졌습니다. 되돌리려면: panda rollback OWNER/REPO',
  },
  QUEUE_FULL: {
    en: 'Wait for others to end, or cancel some: panda list',
    ko: '다른 배포가 끝나기를 기다리거나 취소하세요: panda list',
  },
  RATE_LIMITED: { en: 'Wait a minute', ko: '1분 정도 기다리세요' },
  UNAUTHENTICATED: {
    en: 'Give a token: panda login, or PANDA_TOKEN',
    ko: '토큰을 설정하세요: panda login 또는 PANDA_TOKEN',
  },
  FORBIDDEN: {
    en: 'Your token may not do this: ask an admin for one that may',
    ko: '이 토큰으로는 할 수 없습니다. 관리자에게 권한이 있는 토큰을 요청하세요',
  },
  EVENT_RULE_FAILED: {
    en: 'Panda may lack a permission in the account: panda doctor',
    ko: '계정에 권한이 부족할 수 있습니다: panda doctor',
  },
  BUS_PERMISSION_FAILED: {
    en: 'This is on the side of whoever runs Panda: tell them',
    ko: 'Panda 운영자가 해결해야 합니다. 알려 주세요',
  },
  CLONE_FAILED: {
    en: 'Check that branch and token are still good, and connect again if not: panda connect github OWNER/REPO',
    ko: '브랜치와 토큰이 유효한지 확인하고, 아니면 다시 연결하세요: panda connect github OWNER/REPO',
  },
  DOCKERFILE_NOT_FOUND: {
    en: 'Add a Dockerfile to the repository, commit, push, and deploy again',
    ko: '저장소에 Dockerfile을 추가하고 커밋, 푸시한 뒤 다시 배포하세요',
  },
  DOCKER_BUILD_FAILED: {
    en: 'Mend what the build says, commit, push, and deploy again',
    ko: '빌드 오류를 고치고 커밋, 푸시한 뒤 다시 배포하세요',
  },
  ECR_PUSH_FAILED: {
    en: 'Try again; if it stays so, Panda may lack a permission in the account: panda doctor',
    ko: '다시 시도하세요. 계속되면 계정 권한이 부족할 수 있습니다: panda doctor',
  },
  ECS_DEPLOYMENT_FAILED: {
    en: 'Mend what AWS says (permissions: panda doctor), and deploy again',
    ko: 'AWS가 알려 준 문제를 고치고 (권한: panda doctor) 다시 배포하세요',
  },
  NAME_TAKEN: {
    en: 'Something of that name is not of Panda: rename or remove it, or take another --env',
    ko: '같은 이름의 다른 리소스가 있습니다. 이름을 바꾸거나 지우거나 다른 --env를 쓰세요',
  },
  SERVICE_CANNOT_MOVE: {
    en: 'Set it back to what the service has (panda env set), deploy to another --env, or delete its stack and deploy again',
    ko: '서비스가 가진 값으로 되돌리거나(panda env set), 다른 --env에 배포하거나, 스택을 지운 뒤 다시 배포하세요',
  },
  HEALTH_CHECK_FAILED: {
    en: 'Look at what the program said last, and that it answers its health path with 2xx (--health-path) on PORT',
    ko: '프로그램의 마지막 출력을 보고, PORT에서 상태 확인 경로(--health-path)에 2xx로 응답하는지 확인하세요',
  },
  SMOKE_TEST_FAILED: {
    en: 'Mend what the request shows, or the request (panda env show OWNER/REPO ENV), and deploy again',
    ko: '요청이 보여 주는 문제를 고치거나 요청(panda env show OWNER/REPO ENV)을 고치고 다시 배포하세요',
  },
  CREDENTIALS_EXPIRED: {
    en: 'Connect again (panda connect aws; a role does not expire), and deploy again',
    ko: '다시 연결하고 (panda connect aws, 역할은 만료되지 않음) 다시 배포하세요',
  },
  DEPLOYMENT_TIMEOUT: {
    en: 'Deploy again; panda logs ID shows where the time went',
    ko: '다시 배포하세요. 시간이 걸린 곳: panda logs ID',
  },
  APPROVAL_TIMEOUT: {
    en: 'Nobody said yes in time. Deploy again, with --auto-switch if nobody needs to look',
    ko: '제때 승인하거나 전환하지 않았습니다. 다시 배포하세요. 확인이 필요 없다면 --auto-switch를 쓰세요',
  },
  IMAGE_SCAN_BLOCKED: {
    en: 'Mend what the scan found, or let an admin waive it (docs/gates.md), then deploy again',
    ko: '스캔에서 발견된 것을 고치거나 관리자에게 예외를 요청한 뒤(docs/gates.md) 다시 배포하세요',
  },
  CHECKS_FAILED: {
    en: 'See the commit’s checks on GitHub, then deploy again',
    ko: 'GitHub에서 커밋의 체크를 확인한 뒤 다시 배포하세요',
  },
  APPROVAL_REJECTED: {
    en: 'Mend what the reviewer names, then deploy again',
    ko: '검토자가 말한 것을 고친 뒤 다시 배포하세요',
  },
  UNEXPECTED_ERROR: {
    en: 'Try again; if it stays so, tell whoever runs Panda the reference',
    ko: '다시 시도하세요. 계속되면 Panda 운영자에게 참조 번호를 알려 주세요',
  },
}

export type Word = keyof typeof words
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type NamesOf<W extends Word> = Names<(typeof words)[W]['en']>
/** Words that ask for no values. */
export type PlainWord = { [W in Word]: [NamesOf<W>] extends [never] ? W : never }[Word]

export type Say = <W extends Word>(
  word: W,
  ...values: [NamesOf<W>] extends [never] ? [] : [Record<NamesOf<W>, string | number>]
) => string

export const sayer =
  (locale: Locale): Say =>
  (word, ...[values]) =>
    words[word][locale].replace(/\{(\w+)\}/g, (_, name: string) =>
      String((values as Record<string, unknown>)?.[name] ?? ''),
    )
