import { both } from './both.ts'

export const deploymentWords = both({ en: { title: 'Deployment' }, ko: { title: '배포' } })
