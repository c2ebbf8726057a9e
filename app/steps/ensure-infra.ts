// EnsureInfra: the service's stack is there and is what the template says. It never touches what the release owns.
import type { StackLook } from '../../core/ports.ts'
import { secretsPath, usualProgram } from '../../core/program.ts'
import { secretsPolicy } from '../../core/secrets.ts'
import { standingFault } from './standing.ts'
import { done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'

/** What a program listens on if neither the request nor the image says otherwise. */
export const usualPort = 8080

export const ensureInfra: Step = async run => {
  if (run.has('INFRA_READY')) return done
  const at = await run.at()
  const look = await run.ports.infrastructure.look(at, run.names)
  if (!run.has('INFRA_STARTED')) return begin(run, look)
  if (look.state === 'working') return waiting
  if (look.state === 'failed')
    return look.taken ? failed('NAME_TAKEN', look.reason) : failed('ECS_DEPLOYMENT_FAILED', look.reason)
  const applied = await run.ports.infrastructure.apply(at, wishOf(run))
  if (applied === 'started' || look.state === 'absent') return waiting
  return finish(run, look)
}

const begin = async (run: Run, look: StackLook): Promise<Outcome> => {
  const at = await run.at()
  const { infrastructure } = run.ports
  const existed = look.state === 'ready' || look.state === 'working'
  await run.note('INFRA_STARTED', { image: run.state.imageUri }, { existed })
  if (look.state === 'working') return waiting
  const unlike = look.state === 'ready' ? standingFault(run, look.outputs) : undefined
  if (unlike) return unlike
  if (look.state === 'failed') {
    if (!look.removable) return failed(look.taken ? 'NAME_TAKEN' : 'ECS_DEPLOYMENT_FAILED', look.reason)
    // What an earlier attempt left half made goes first; looking again finds it gone.
    await infrastructure.remove(at, run.names)
    return waiting
  }
  const applied = await infrastructure.apply(at, wishOf(run))
  return look.state === 'ready' && applied === 'unchanged' ? finish(run, look) : waiting
}

const finish = async (run: Run, look: Extract<StackLook, { state: 'ready' }>): Promise<Outcome> => {
  const { outputs } = look
  // The update that was to give it the policy has failed.
  if (hasSecrets(run) && !outputs.secrets)
    return failed(
      'ECS_DEPLOYMENT_FAILED',
      `Its tasks cannot be given secrets: is there no policy ${secretsPolicy} in the account? The onboarding template makes it: update its stack, then deploy again`,
    )
  const service = await run.ports.releases.service(await run.at(), run.names)
  if (!service)
    return failed(
      'ECS_DEPLOYMENT_FAILED',
      `The stack ${run.names.stack} is there but its service ${run.names.service} is not: delete the stack and deploy again`,
    )
  if (run.state.stackExisted) await run.note('SERVICE_UPDATED', { serviceName: outputs.serviceName })
  else await run.note('SERVICE_CREATED', { serviceName: outputs.serviceName, clusterName: outputs.clusterName })
  const taskDefinition = service.taskSets.find(set => set.role === 'primary')?.taskDefinition ?? null
  const { clusterName, serviceName } = outputs
  await run.note('INFRA_READY', { clusterName, serviceName, taskDefinition }, { outputs })
  return done
}

const wishOf = (run: Run) => ({
  names: run.names,
  image: run.state.imageUri!,
  port: portOf(run),
  healthPath: run.state.request.healthPath,
  program: programOf(run),
  ...run.state.request.infra,
  ...(hasSecrets(run) && { secrets: secretsPath(run.state.request), attempt: run.state.id }),
})

const hasSecrets = (run: Run) => Object.keys(programOf(run).secrets ?? {}).length > 0

export const portOf = (run: Run) => run.state.request.rollback?.port ?? run.state.request.port ?? usualPort

export const programOf = (run: Run) => run.state.request.program ?? usualProgram
