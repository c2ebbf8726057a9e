import { createServer } from 'node:http'

createServer((request, response) => response.end('This never runs\n')).listen(Number(process.env.PORT ?? 8080))
