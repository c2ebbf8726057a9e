import { Page } from '../frame.tsx'
import { useWords } from '../words.ts'

export const DeployPage = () => <Page title={useWords().frame.deploy} />
