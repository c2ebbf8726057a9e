// What is deployed: `panda/hello` with a program that is as well, or as sick, as its message says.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type Message = {
  text: string
  /** From its start on. */
  unhealthy?: true
  /** From its first request through the production listener on. */
  sick?: true
}

export const sickText = 'I am sick'

const server = `import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
const { text, unhealthy, sick } = JSON.parse(readFileSync(new URL('message.json', import.meta.url), 'utf8'))
let bad = false
const server = createServer((request, response) => {
  if (sick && request.headers['x-forwarded-port'] === '80') bad = true
  const well = !bad && !(unhealthy && request.url === '/health')
  response.writeHead(well ? 200 : 503).end(well ? text : '${sickText}')
})
process.on('SIGTERM', () => server.close(() => process.exit(0)))
server.keepAliveTimeout = 65_000
server.listen(Number(process.env.PORT))
`

/** Straight into the bare repository: a push takes six processes. */
export const commit = async (dataDir: string, message: Message) => {
  const repository = join(dataDir, 'github', 'panda', 'hello.git')
  const files = { 'message.json': JSON.stringify(message), 'server.mjs': server }
  const lines = [
    'commit refs/heads/main',
    `committer Test <test@localhost> ${Math.floor(Date.now() / 1000)} +0000`,
    data(message.text),
    'from refs/heads/main^0',
    ...Object.entries(files).flatMap(([name, content]) => [`M 100644 inline ${name}`, data(content)]),
  ]
  const git = spawn('git', ['--git-dir', repository, 'fast-import', '--quiet'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  git.stdin.end(`${lines.join('\n')}\n`)
  const [code] = await once(git, 'close')
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}`
