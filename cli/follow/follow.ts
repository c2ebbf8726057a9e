// A deployment to its end: drawn on a terminal, in lines elsewhere, as objects for programs.
import type { Context } from '../context.ts'
import type { ExitCode } from '../mishap.ts'
import { watchLive } from './live.ts'
import { followObjects, followPlainly } from './plain.ts'

export type FollowWishes = { logs?: boolean }

export const follow = (context: Context, deploymentId: string, wishes: FollowWishes = {}): Promise<ExitCode> => {
  if (context.json) return followObjects(context, deploymentId, wishes)
  return context.interactive && !wishes.logs
    ? watchLive(context, deploymentId)
    : followPlainly(context, deploymentId, wishes)
}
