// Adapters over a pretend region, with AWS's own words where a test wants them.
import { AwsError } from '../../region/aws-error.ts'
import { regionClients } from '../../region/clients.ts'
import type { CommandAt, Faults } from '../../region/faults.ts'
import type { RegionOptions } from '../../region/region.ts'
import { setUp } from '../region/platform.ts'

export { customerAccount, customerKeys, platformAccount, regionName } from '../region/platform.ts'

export const overRegion = (options: Partial<RegionOptions> = {}) => {
  const asked: string[] = []
  const trouble: { before?: (at: CommandAt) => void | Promise<void> } = {}
  const faults: Faults = {
    deliveries: () => [0],
    beforeCommand: async at => {
      asked.push(at.command)
      await trouble.before?.(at)
    },
  }
  const setup = setUp({ faults, ...options })
  return { ...setup, clients: regionClients(setup.region), asked, trouble }
}

export const says = (name: string, message: string, of?: string, status?: number) => (at: CommandAt) => {
  if (!of || at.command === of) throw new AwsError(name, message, status)
}
