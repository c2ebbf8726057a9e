// The template that customers make Panda's role with. No account on this machine takes it; it is to be read, and to be tried.
import { onboardingTemplate } from '../lib/onboarding-template.ts'
import type { Page } from './http.ts'

export const templatePath = '/onboarding.json'

export const onboardingPage = (): Page => ({
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' },
  body: JSON.stringify(onboardingTemplate(), null, 2),
})
