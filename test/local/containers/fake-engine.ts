// A container engine as its client shows it, without one: a shell script under the client's name, first on the PATH, whose
// containers are programs and whose memory is a folder.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const script = `#!/bin/sh
state=$(dirname "$0")/state
echo "$*" >>"$state/../asked"
case "$1 $2" in
  "container inspect")
    for name; do :; done
    [ -f "$state/$name.pid" ] || { echo "Error: no such container $name" >&2; exit 125; }
    echo 'true {"8080/tcp":[{"HostIp":"127.0.0.1","HostPort":"41234"}]}'; exit 0 ;;
esac
case "$1" in
  run)
    for word; do
      case "$word" in
        --name=*) name=\${word#--name=} ;;
        --label=*) labels="$labels \${word#--label=}" ;;
        --env=*) export "\${word#--env=}" ;;
      esac
    done
    program=$(dirname "$0")/images/$word
    [ -f "$program" ] || { echo "Error: $word: image not known" >&2; exit 125; }
    echo "$labels" >"$state/$name.labels"
    # As a container: no child of whoever asked for it.
    setsid sh "$program" & echo $! >"$state/$name.pid"
    wait $!; code=$?
    rm -f "$state/$name.pid" "$state/$name.labels"
    exit $code ;;
  stop)
    kill -TERM "$(cat "$state/$4.pid")"
    for i in $(seq $(($3 * 10))); do [ -f "$state/$4.pid" ] || exit 0; sleep 0.1; done
    kill -KILL "-$(cat "$state/$4.pid")" ;;
  ps)
    for word; do label=\${word#--filter=label=}; label=\${label#label=}; done
    for file in $(grep -ls "$label" "$state"/*.labels); do basename "$file" .labels; done; exit 0 ;;
  rm)
    shift 2
    for name; do kill -KILL "-$(cat "$state/$name.pid")" 2>/dev/null; rm -f "$state/$name".*; done; exit 0 ;;
esac
`

export type FakeEngine = {
  folder: string
  /** A program by digest, in shell. Answers the digest. */
  image(program: string): Promise<string>
  /** Names of those that there are. */
  containers(): Promise<string[]>
  /** All commands so far. */
  asked(): Promise<string[]>
  remove(): Promise<void>
}

export const fakeEngine = async (client: 'docker' | 'podman'): Promise<FakeEngine> => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-fake-engine-'))
  const [state, images] = [join(folder, 'state'), join(folder, 'images')]
  await Promise.all([mkdir(state), mkdir(images)])
  await writeFile(join(folder, client), script)
  await chmod(join(folder, client), 0o755)
  const before = process.env.PATH
  process.env.PATH = `${folder}:${before}`
  let made = 0
  return {
    folder,
    image: async program => {
      const digest = `sha256:${String(++made).padStart(64, '0')}`
      await writeFile(join(images, digest), program)
      return digest
    },
    containers: async () => (await readdir(state)).filter(name => name.endsWith('.pid')).map(name => name.slice(0, -4)),
    asked: async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n'),
    remove: async () => {
      process.env.PATH = before
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
