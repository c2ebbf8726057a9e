import type { CallContext } from '../caller.ts'
import * as tickets from '../store/tickets.ts'
import { ownDeployment } from './own-deployment.ts'

const socketSeconds = 30
/** As long as a socket may live. */
const eventsSeconds = 2 * 60 * 60

/** A ticket that names a deployment reads the events of that one, again and again; one that names none opens one socket. */
export const socketTicket = async (
  { deploymentId }: { deploymentId?: string },
  context: CallContext,
): Promise<{ url: string; ticket: string; expiresAt: string; eventsUrl?: string }> => {
  const { addresses } = context
  if (deploymentId !== undefined) await ownDeployment(context, deploymentId)
  const socket = await issue(context, socketSeconds)
  const answer = {
    url: `${addresses.socket}?ticket=${socket.secret}`,
    ticket: socket.secret,
    expiresAt: new Date(socket.expires * 1000).toISOString(),
  }
  if (deploymentId === undefined) return answer
  const { secret } = await issue(context, eventsSeconds, deploymentId)
  return { ...answer, eventsUrl: `${addresses.api}/api/v1/deploy/${deploymentId}/events?ticket=${secret}` }
}

const issue = async ({ ports, caller }: CallContext, seconds: number, deploymentId?: string) => {
  const secret = ports.random.hex(32)
  const expires = Math.floor(Date.parse(ports.clock.now()) / 1000) + seconds
  const ticket = { identity: { ...caller }, expires }
  await tickets.issue(ports, secret, deploymentId === undefined ? ticket : { ...ticket, deploymentId })
  return { secret, expires }
}
