import { both } from './both.ts'

export const hooksWords = both({
  en: {
    title: 'By itself, when somebody pushes',
    lead: 'A webhook tells Panda of each push. It is deployed to every environment that takes its branch.',
    add: 'Make a webhook',
    next: 'Give GitHub these:',
    once: 'The secret is shown this once. Only pushes are needed.',
    open: 'Open the webhooks of the repository',
    remove: 'Remove',
    removeTitle: 'Remove this webhook?',
    removeText: 'Panda does not listen to it any more. Remove it at GitHub, too.',
    removed: 'The webhook is removed',
  },
  ko: {
    title: '푸시하면 자동으로 배포',
    lead: '웹훅이 푸시할 때마다 Panda에 알려 줍니다. 그 브랜치를 받는 모든 환경에 배포됩니다.',
    add: '웹훅 만들기',
    next: 'GitHub에 다음 값을 입력하세요.',
    once: '시크릿은 지금 한 번만 표시됩니다. 이벤트는 푸시만 있으면 됩니다.',
    open: '저장소의 웹훅 설정 열기',
    remove: '삭제',
    removeTitle: '이 웹훅을 삭제할까요?',
    removeText: 'Panda는 더 이상 이 웹훅을 받지 않습니다. GitHub에서도 삭제하세요.',
    removed: '웹훅을 삭제했습니다',
  },
})
