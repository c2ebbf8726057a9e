import { Page } from '../frame.tsx'
import { useWords } from '../words.ts'

export const ConnectPage = () => <Page title={useWords().frame.connections} />
