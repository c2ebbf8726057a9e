import type { Suite } from '../suite.ts'
import { accounts } from './accounts.ts'
import { buildReports, builds } from './builds.ts'
import { eventRules } from './event-rules.ts'
import { executions } from './executions.ts'
import { images } from './images.ts'
import { infrastructure } from './infrastructure.ts'
import { changes, laterNotices, mail, notices, schedules } from './notices.ts'
import { probeDoor } from './probe-door.ts'
import { releases } from './releases.ts'
import { sockets } from './sockets.ts'
import { table } from './table.ts'
import { vault } from './vault.ts'

export const suites: Suite[] = [
  table,
  vault,
  accounts,
  eventRules,
  builds,
  buildReports,
  images,
  infrastructure,
  ...releases,
  probeDoor,
  executions,
  sockets,
  notices,
  laterNotices,
  changes,
  schedules,
  mail,
]
