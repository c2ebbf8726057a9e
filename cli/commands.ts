// Every command, in the order of the help: what one does first comes first.
import type { Command } from 'commander'
import { approvals, approve, reject } from './commands/approve.ts'
import { audit } from './commands/audit.ts'
import { cancel } from './commands/cancel.ts'
import { check } from './commands/check.ts'
import { completion } from './commands/completion.ts'
import { connect } from './commands/connect.ts'
import { deploy } from './commands/deploy.ts'
import { doctor } from './commands/doctor.ts'
import { env } from './commands/env.ts'
import { grant } from './commands/grant.ts'
import { hook } from './commands/hook.ts'
import { list } from './commands/list.ts'
import { login } from './commands/login.ts'
import { logs } from './commands/logs.ts'
import { metrics } from './commands/metrics.ts'
import { notify } from './commands/notify.ts'
import { open } from './commands/open.ts'
import { diff, promote } from './commands/promote.ts'
import { rollback } from './commands/rollback.ts'
import { services } from './commands/services.ts'
import { status } from './commands/status.ts'
import { switchTraffic } from './commands/switch.ts'
import { watch } from './commands/watch.ts'
import type { Cli } from './program.ts'

type Register = (parent: Command, cli: Cli) => void

export const commands: Register[] = [
  ...[login, connect, deploy, watch, list, status, logs, switchTraffic, cancel, rollback],
  ...[approvals, approve, reject, env, diff, promote],
  ...[hook, check, services, metrics, notify, open, doctor, grant, audit, completion],
]
