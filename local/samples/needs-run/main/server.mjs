import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const built = readFileSync('built.txt', 'utf8')
const server = createServer((request, response) => response.end(`Built ${built}`))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
server.listen(Number(process.env.PORT ?? 8080))
