import { platformClients, type Setting } from '../../aws/clients.ts'
import { executions } from '../../aws/executions.ts'
import { sfn } from '../../aws/makers/sfn.ts'

export const executionsPart = (platform: Setting, machine: string) =>
  executions(platformClients(platform, { sfn }), machine)
