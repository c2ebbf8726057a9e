import { both } from './both.ts'

type Steps = Record<'github' | 'aws' | 'deploy' | 'watch', { title: string; text: string; action: string }>

export const homeWords = both({
  en: {
    title: 'Overview',
    welcome: 'Welcome to Panda',
    lead: 'From a repository with a Dockerfile to a service on Amazon ECS, without downtime. Four steps, about two minutes.',
    steps: {
      github: {
        title: 'Connect a GitHub repository',
        text: 'A token that may read it is enough. It is stored encrypted, and never shown again.',
        action: 'Connect GitHub',
      },
      aws: {
        title: 'Connect an AWS account',
        text: 'Panda deploys into your own account, through a role that you can take away at any time.',
        action: 'Connect AWS',
      },
      deploy: {
        title: 'Deploy',
        text: 'Choose a branch. Panda builds the image, prepares ECS and starts it.',
        action: 'Deploy',
      },
      watch: {
        title: 'Watch it go live',
        text: 'Every step is shown as it happens. The first release goes straight out; from the second on you decide when traffic moves.',
        action: 'Watch',
      },
    } as Steps,
    stepsDone: (done: number, all: number) => `${done} of ${all} done`,
    done: 'Done:',
    open: 'Open:',
    waiting: 'Waits for you',
    waitingText: 'Green is ready. Compare it with what serves, then switch.',
    waitingLook: 'Look and switch',
    latest: 'Latest deployments',
    allDeployments: 'All deployments',
    services: 'Services',
    allServices: 'All services',
    noServices: 'Nothing serves yet.',
    serves: 'serves',
  },
  ko: {
    title: '개요',
    welcome: 'Panda에 오신 것을 환영합니다',
    lead: 'Dockerfile이 있는 저장소를 중단 없이 Amazon ECS 서비스로 배포합니다. 네 단계, 약 2분이면 됩니다.',
    steps: {
      github: {
        title: 'GitHub 저장소 연결',
        text: '저장소를 읽을 수 있는 토큰이면 충분합니다. 암호화해서 보관하며 다시 표시하지 않습니다.',
        action: 'GitHub 연결',
      },
      aws: {
        title: 'AWS 계정 연결',
        text: '내 계정에 직접 배포합니다. 언제든 회수할 수 있는 역할을 사용합니다.',
        action: 'AWS 연결',
      },
      deploy: {
        title: '배포',
        text: '브랜치를 선택하면 이미지를 빌드하고 ECS를 준비해 시작합니다.',
        action: '배포하기',
      },
      watch: {
        title: '서비스 시작 지켜보기',
        text: '모든 단계가 실시간으로 표시됩니다. 첫 릴리스는 바로 공개되고, 두 번째부터는 트래픽 전환 시점을 직접 결정합니다.',
        action: '지켜보기',
      },
    },
    stepsDone: (done: number, all: number) => `${all}단계 중 ${done}단계 완료`,
    done: '완료:',
    open: '남음:',
    waiting: '결정 대기',
    waitingText: '그린이 준비되었습니다. 현재 버전과 비교한 뒤 전환하세요.',
    waitingLook: '확인하고 전환',
    latest: '최근 배포',
    allDeployments: '모든 배포',
    services: '서비스',
    allServices: '모든 서비스',
    noServices: '아직 서비스 중인 것이 없습니다.',
    serves: '서비스 중',
  },
})
