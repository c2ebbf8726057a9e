import { createServer } from 'node:http'

const server = createServer((request, response) => response.end('Here at last\n'))
process.on('SIGTERM', () => {
  if (!server.listening) process.exit(0)
  server.close(() => process.exit(0))
})
console.log('warming up')
setTimeout(() => server.listen(Number(process.env.PORT ?? 8080), () => console.log('warm')), 3000)
