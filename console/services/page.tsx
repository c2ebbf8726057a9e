import { Page } from '../frame.tsx'
import { useWords } from '../words.ts'

export const ServicesPage = () => <Page title={useWords().frame.services} />
