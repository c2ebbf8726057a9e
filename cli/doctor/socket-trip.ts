// Opens a socket, pings, and says how long the answer took: what stands between may let HTTP through and WebSockets not.
import type { SocketTicket } from '../../client/types.ts'

const patienceMs = 10_000

export const socketTrip = ({ url, ticket }: SocketTicket): Promise<{ ms: number } | { failed: string }> => {
  const address = new URL(url)
  if (!address.searchParams.has('ticket')) address.searchParams.set('ticket', ticket)
  const began = performance.now()
  const socket = new WebSocket(address)
  return new Promise(resolve => {
    const done = (how: { ms: number } | { failed: string }) => {
      clearTimeout(timer)
      resolve(how)
      socket.close()
    }
    const timer = setTimeout(() => done({ failed: `no answer within ${patienceMs / 1000} s` }), patienceMs)
    socket.addEventListener('open', () => socket.send(JSON.stringify({ action: 'ping' })))
    socket.addEventListener('message', ({ data }) => {
      if (String(data).includes('"pong"')) done({ ms: Math.round(performance.now() - began) })
    })
    socket.addEventListener('error', () => done({ failed: 'the connection was refused or cut' }))
    socket.addEventListener('close', ({ code }) => done({ failed: `closed with ${code}` }))
  })
}
