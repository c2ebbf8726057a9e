// The colour of each status.
import type { Status } from '../../core/vocabulary.ts'
import type { Colors } from '../shell.ts'

export const statusColor = (status: Status, colors: Colors): ((text: string) => string) =>
  ({
    QUEUED: colors.dim,
    RUNNING: colors.cyan,
    DEPLOYMENT_READY: colors.yellow,
    COMPLETED: colors.green,
    FAILED: colors.red,
    CANCELLED: colors.dim,
  })[status]
