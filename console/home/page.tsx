import { DeploymentsPage } from '../deployments/page.tsx'

/** The address without anything behind it. */
export const HomePage = () => <DeploymentsPage />
