import { type Setting, sdkClients } from '../../aws/clients.ts'
import { infrastructure } from '../../aws/infrastructure.ts'
import { cloudformation } from '../../aws/makers/cloudformation.ts'
import { ec2 } from '../../aws/makers/ec2.ts'
import { elbv2 } from '../../aws/makers/elbv2.ts'
import { sts } from '../../aws/makers/sts.ts'
import { network } from '../../aws/network.ts'

type Wish = { readyWaitMinutes: number; probeCidr: string | undefined }

export const infrastructurePart = (platform: Setting, wish: Wish) => {
  const clients = sdkClients(platform, { cloudformation, ec2, elbv2, sts })
  return infrastructure(clients, { ...wish, network: network(clients) })
}
