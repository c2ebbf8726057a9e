// The last chapter but one: a socket, and one of everything that is said over it.
import { connectSocket, socketMessage } from '../../app/live/socket.ts'
import type { Examples, SocketExample } from '../../app/openapi-examples.ts'
import { FakeSockets } from '../app/live/place.ts'
import type { Story } from './story.ts'

export const listening = async (story: Story): Promise<Examples['socket']> => {
  const { place, things } = story
  const sockets = new FakeSockets()
  const ports = { ...place.ports, sockets }
  const { data } = await place.call('POST /api/v1/socket-ticket', {})
  const connectionId = 'a socket'
  if (!(await connectSocket({ ticket: String(data.ticket), connectionId }, ports))) throw new Error('refused')
  const said: SocketExample[] = []
  const say = async (name: string, message: object) => {
    said.push({ name, message })
    await socketMessage({ connectionId, data: JSON.stringify(message) }, ports, place.settings)
  }
  const last = (await place.log(things.dep)).length
  const subscribe = { action: 'subscribe', deploymentId: things.dep, after: last - 1, lang: 'en', logs: true }
  await say('subscribe', subscribe)
  await say('ping', { action: 'ping' })
  await say('unsubscribe', { action: 'unsubscribe', deploymentId: things.dep })
  await say('unknown', { ...subscribe, deploymentId: 'dep_0123456789abcdef01234567' })
  await say('wrong', { action: 'subscribe', after: -1 })
  const heard = sockets.said(connectionId).map(message => ({ name: nameOf(message), message }))
  return { said, heard: heard.filter(({ name }, n) => heard.findIndex(one => one.name === name) === n) }
}

const nameOf = ({ type, seq, errorCode }: { type: string; seq?: number; errorCode?: string }) => {
  if (seq !== undefined && type !== 'figures') return 'event'
  return errorCode === undefined ? type : `${type} ${errorCode}`
}
