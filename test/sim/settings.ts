// Environments whose settings change between deployments; and that each release runs with exactly those that it was accepted with.
import type { DeploymentState } from '../../core/state.ts'
import type { Client } from './clients.ts'
import { diceFor } from './dice.ts'
import type { Ledger } from './ledger.ts'
import type { Place } from './place.ts'

/** One seed in ten: the others tell the stories in which planted bugs are found. */
const isSet = (seed: number) => seed % 10 === 5

/** The n-th settings: no two that follow each other have anything in common, so that a mixture shows. */
const settingsOf = (n: number) => ({
  count: [1, 2, 3][n % 3]!,
  cpu: [256, 512][n % 2]!,
  memory: [1024, 2048][n % 2]!,
  variables: { SETTING: String(n), [`ONLY_${n}`]: 'x' },
})

export const changeSettings = (place: Place, seed: number, clients: Client[], others: object): void => {
  if (!isSet(seed)) return
  const { scheduler, ledger } = place
  const dice = diceFor(seed, 'settings of environments')
  const sent = clients.map(() => 0)
  const change = async (tenant: number) => {
    sent[tenant]! += 1
    const body = { ...others, ...settingsOf(sent[tenant]!) }
    await clients[tenant]!.ask(`PUT /api/v1/environments/owner-${tenant}/hello/default`, { body })
  }
  let changes = 0
  ledger.listeners.push(({ code }, state) => {
    const tenant = Number(state.request.tenant.slice('tenant-'.length))
    if (code === 'QUEUED') expectAccepted(ledger, state, sent[tenant]!)
    if (code === 'COMPLETED') expectRuns(place, state)
    if (changes >= 12 || !['QUEUED', 'PUSHED', 'READY', 'COMPLETED'].includes(code) || !dice.chance(0.4)) return
    changes += 1
    scheduler.within(clients[tenant]!.process, () =>
      scheduler.at(scheduler.now() + dice.int(30_000), () => void change(tenant)),
    )
  })
}

/** Not more than somebody has asked for by then; and of what goes back, what its release had. */
const expectAccepted = (ledger: Ledger, { id, request }: DeploymentState, sent: number) => {
  if (request.environment !== 'default') return
  const { program, rollback } = request
  const before = rollback && ledger.state(rollback.deploymentId)?.request.program
  if (rollback && JSON.stringify(program) !== JSON.stringify(before))
    ledger.fail('settings', `${id} goes back to ${rollback.deploymentId}, and takes other settings with it`)
  if (rollback || !program) return
  const n = Number(program.variables.SETTING ?? 0)
  if (n > sent) ledger.fail('settings', `${id} is accepted with settings ${n}, and ${sent} were sent`)
  if (n > 0) expectWhole(ledger, id, n, program)
}

const expectWhole = (ledger: Ledger, id: string, n: number, has: object) => {
  const wanted = settingsOf(n)
  const { count, cpu, memory, variables } = has as Partial<typeof wanted>
  if (JSON.stringify({ count, cpu, memory, variables }) !== JSON.stringify(wanted))
    ledger.fail('settings', `${id} has settings ${n}, but ${JSON.stringify({ count, cpu, memory, variables })}`)
}

type Definition = {
  arn: string
  containers: { image?: string; environment?: { name: string; value: string }[] }[]
  settings: { cpu?: string; memory?: string }
}
type Service = { name: string; desiredCount: number; taskSets: { status: string; taskDefinition: string }[] }

/** What the account has, and not what Panda has noted of it. */
const expectRuns = ({ asl, ledger }: Place, { id, request, imageDigest, infra, release }: DeploymentState) => {
  const n = Number(request.program?.variables.SETTING ?? 0)
  const service = asl.shelf
    .list<Service>('ecs.services')
    .find(
      ([key, one]) =>
        key.includes(infra!.serviceName) && one.name === infra!.serviceName && key.includes(request.accountId),
    )?.[1]
  const primary = service?.taskSets.find(one => one.status === 'PRIMARY')
  const definition = asl.shelf
    .list<Definition>('ecs.definitions')
    .map(([, one]) => one)
    .find(one => one.arn === primary?.taskDefinition)
  if (!service || !primary || !definition || release?.taskDefinition !== primary.taskDefinition) return
  const [container] = definition.containers
  if (!container?.image?.endsWith(imageDigest!))
    ledger.fail('settings', `${id} is COMPLETED, and ${container?.image} runs instead of ${imageDigest}`)
  if (n === 0) return
  const variables = Object.fromEntries(
    (container?.environment ?? []).filter(one => /^SETTING|^ONLY_/.test(one.name)).map(one => [one.name, one.value]),
  )
  const { cpu, memory } = definition.settings
  expectWhole(ledger, id, n, {
    count: service.desiredCount,
    cpu: Number(cpu),
    memory: Number(memory),
    variables: inOrder(variables, n),
  })
}

/** JSON is compared as text. */
const inOrder = (variables: Record<string, string>, n: number) =>
  Object.fromEntries(
    [...Object.keys(settingsOf(n).variables), ...Object.keys(variables)].flatMap(name =>
      name in variables ? [[name, variables[name]!]] : [],
    ),
  )
