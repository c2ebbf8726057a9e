// nginx with one worker, which is told of another upstream as its documentation says: by reloading.
// https://nginx.org/en/docs/control.html
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const program = '/usr/sbin/nginx'
export const isThere = () => existsSync(program)

export type Front = { port: number; switch(): Promise<void>; stop(): void }

export const nginx = async (folder: string, [blue, green]: readonly number[]): Promise<Front> => {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  await writeFile(file, settings(folder, port, blue!))
  const child = spawn(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], { stdio: 'ignore' })
  await answers(port, child)
  return {
    port,
    switch: async () => {
      await writeFile(file, settings(folder, port, green!))
      child.kill('SIGHUP')
    },
    stop: () => void child.kill('SIGTERM'),
  }
}

const settings = (folder: string, port: number, upstream: number) => `
daemon off;
user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  upstream release { server 127.0.0.1:${upstream}; keepalive 32; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://release; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const answers = async (port: number, child: ChildProcess) => {
  for (let look = 0; look < 200; look++) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`)
    const found = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (found?.ok) return
    await setTimeout(50)
  }
  throw new Error('nginx does not answer')
}
