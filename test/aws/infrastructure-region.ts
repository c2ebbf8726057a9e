// The adapters over a pretend region with virtual time and nothing to run programs on.
import { randomBytes } from 'node:crypto'
import { names } from '../../core/names.ts'
import type { Customer } from '../../core/ports.ts'
import { regionClients } from '../../region/clients.ts'
import { cloudformation } from '../../region/cloudformation/cloudformation.ts'
import { cloudwatch } from '../../region/cloudwatch.ts'
import { codebuild } from '../../region/codebuild.ts'
import { codedeploy } from '../../region/codedeploy/codedeploy.ts'
import { ec2 } from '../../region/ec2.ts'
import { ecr } from '../../region/ecr.ts'
import { ecs } from '../../region/ecs/ecs.ts'
import { elbv2 } from '../../region/elbv2/elbv2.ts'
import { type Faults, noFaults } from '../../region/faults.ts'
import { iam } from '../../region/iam.ts'
import type { Caller, World } from '../../region/kernel.ts'
import { logs } from '../../region/logs.ts'
import { region, type Services } from '../../region/region.ts'
import { memoryShelf } from '../../region/shelf.ts'
import { sts } from '../../region/sts.ts'
import { virtualTimeline } from '../../region/timeline.ts'
import { quietWorld } from '../region/cloudformation-place.ts'

const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }
export const at: Customer = { accountId: '111122223333', region: 'eu-test-1', access: { kind: 'keys', ...keys } }
export const shop = names({ owner: 'acme', repo: 'shop', branch: 'main', environment: 'default' })

export const newRegion = (
  world: Partial<World> = {},
  faults: Partial<Faults> = {},
  services: Services = { cloudformation, cloudwatch, codebuild, codedeploy, ec2, ecr, ecs, elbv2, iam, logs, sts },
) => {
  const timeline = virtualTimeline()
  const made = region({
    timeline,
    random: { hex: bytes => randomBytes(bytes).toString('hex') },
    shelf: memoryShelf(),
    world: { ...quietWorld(), ...world } as World,
    platformAccount: '000000000000',
    regionName: 'eu-test-1',
    credentials: [{ ...keys, accountId: at.accountId }],
    services,
    faults: { ...noFaults, ...faults },
    log: line => {
      throw new Error(line)
    },
  })
  const customer: Caller = { accountId: at.accountId, region: at.region, arn: `arn:aws:iam::${at.accountId}:user/x` }
  return {
    clients: regionClients(made),
    timeline,
    kernel: made.kernel,
    // biome-ignore lint/suspicious/noExplicitAny: the tests look into answers of many shapes
    ask: (service: Parameters<typeof made.kernel.call>[0], command: string, input: object): Promise<any> =>
      made.kernel.call(service, command, input, customer),
  }
}
