// What cannot be gone below: a connection for each of the 300, open already, and one write of bytes that were ready before.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { endpoint, measure, message, sockets } from './measure.ts'

const { hostname, port, host } = new URL(endpoint)
const lines = [
  'POST /@connections/L0SM9cOFvHcCIhw000%3D HTTP/1.1',
  ...[`host: ${host}`, 'content-type: application/octet-stream', `content-length: ${Buffer.byteLength(message)}`],
  // As long as a signature.
  ...[`authorization: ${'x'.repeat(250)}`, 'x-amz-date: 20261121T120000Z', `x-amz-content-sha256: ${'0'.repeat(64)}`],
]
const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${message}`)

const opened = async () => {
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket.setNoDelay()
}
const post = (socket: Socket) => {
  const answered = new Promise<void>(done => socket.once('data', () => done()))
  socket.write(bytes)
  return answered
}

const main = async () => {
  const open = await Promise.all(sockets.map(opened))
  await measure(async () => void (await Promise.all(open.map(post))))
}
void main()
