import { Page } from '../frame.tsx'
import { useWords } from '../words.ts'

export const DeploymentPage = ({ id }: { id: string }) => <Page title={useWords().deployment.title}>{id}</Page>
