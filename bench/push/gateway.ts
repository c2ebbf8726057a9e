// API Gateway, as far as a post to a socket sees it: an HTTP/1.1 server that answers each after 10 ms. It reads no more of a
// request than where it ends, so that the time that is measured is that of those who post.
import { createServer, type Socket } from 'node:net'

const answerAfterMs = 10
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n'

const serve = (socket: Socket) => {
  let pending = ''
  socket.on('error', () => socket.destroy())
  socket.setNoDelay()
  socket.on('data', data => {
    pending += data.toString('latin1')
    for (let length = requestLength(pending); length > 0; length = requestLength(pending)) {
      pending = pending.slice(length)
      setTimeout(() => socket.write(answer), answerAfterMs)
    }
  })
}

/** 0: it is not whole yet. */
const requestLength = (text: string): number => {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return 0
  const body = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0)
  return text.length >= end + 4 + body ? end + 4 + body : 0
}

const server = createServer(serve)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
