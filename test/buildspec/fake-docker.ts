// A `docker` that builds nothing: it says what docker says, and writes down what it was asked, with which environment.
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../local/github/commands.ts'

export const digest = `sha256:${'d'.repeat(64)}`

/** Files beside it change what it does: `no-login`, `no-builder`, `no-build`, `no-push`, `two-digests`, `hangs`. */
const script = `#!/bin/sh
here=$(dirname "$0")
printf '%s\\n' "$*" >> "$here/calls"
env >> "$here/environments"
when() { [ -f "$here/$1" ]; }
steps() {
  echo '#1 [internal] load build definition from Dockerfile' >&2
  echo '#4 [1/2] FROM docker.io/library/node:24' >&2
  echo '#5 [2/2] COPY . /app' >&2
  when hangs && { touch "$here/started"; sleep 60; }
  when no-build && { echo '#5 ERROR: "/app": not found' >&2; echo 'ERROR: failed to solve' >&2; exit 1; }
  echo '#5 CACHED' >&2
}
case "$1" in
  context) echo unix:///run/user/1000/docker.sock ;;
  login) cat > "$here/password"
    when no-login && { echo 'Error response from daemon: login attempt failed with status: 401 Unauthorized' >&2; exit 1; }
    echo 'Login Succeeded' ;;
  buildx)
    case "$2" in
      create) when no-builder && { echo 'ERROR: toomanyrequests: You have reached your pull rate limit' >&2; exit 1; } ;;
      build) steps ;;
    esac ;;
  build) steps ;;
  push) when no-push && { echo 'denied: requested access to the resource is denied' >&2; exit 1; }
    echo 'The push refers to repository [registry]'
    echo '5f70bf18a086: Pushed'
    last=d; when two-digests && last=$(printf '%s' "$2" | tail -c 1)
    echo "v1: digest: sha256:$(printf 'd%.0s' $(seq 63))$last size: 528" ;;
esac
exit 0
`

export const fakeDocker = async (...changes: string[]) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'docker'), script, { mode: 0o755 })
  for (const change of changes) await writeFile(join(folder, change), '')
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '')
  return {
    path: `${folder}${delimiter}${process.env.PATH}`,
    calls: async () => (await read('calls')).split('\n').filter(line => line !== ''),
    environments: () => read('environments'),
    password: () => read('password'),
    started: async () => (await read('calls')).includes('build') && (await exists(join(folder, 'started'))),
  }
}

const exists = (file: string) =>
  readFile(file).then(
    () => true,
    () => false,
  )
