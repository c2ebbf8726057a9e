import { Page } from '../frame.tsx'
import { useWords } from '../words.ts'

export const DeploymentsPage = () => <Page title={useWords().frame.deployments} />
