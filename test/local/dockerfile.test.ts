import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Built, buildImage } from '../../local/dockerfile/build.ts'
import { parseIgnore } from '../../local/dockerfile/ignore.ts'
import { expand } from '../../local/dockerfile/words.ts'
import { type ImageStore, imageStore } from '../../local/images/store.ts'

let home: string
let contextDir: string
let store: ImageStore
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'panda-dockerfile-'))
  contextDir = join(home, 'context')
  await mkdir(contextDir)
  store = imageStore(join(home, 'images'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const files = async (texts: Record<string, string>) => {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(contextDir, path)), { recursive: true })
    await writeFile(join(contextDir, path), text)
  }
}

const build = async (dockerfile: string, texts: Record<string, string> = {}) => {
  await files({ Dockerfile: dockerfile, ...texts })
  const shown: string[] = []
  const signal = new AbortController().signal
  const built = await buildImage({
    contextDir,
    dockerfilePath: 'Dockerfile',
    store,
    progress: (_step, _steps, text) => shown.push(text),
    signal,
  })
  return { built, shown }
}

const image = async (built: Built) => {
  if (!built.ok) throw new Error(built.message)
  return store.open(built.digest)
}

const opened = async (dockerfile: string, texts: Record<string, string> = {}) =>
  image((await build(dockerfile, texts)).built)

it('builds a usual Dockerfile, and shows each line', async () => {
  const { built, shown } = await build(
    `# syntax=docker/dockerfile:1
FROM node:24-alpine
ENV GREETING="hello  there" NODE_ENV=production
WORKDIR /app
COPY package.json  \\
     # the program itself
     server.js ./
COPY public public/
EXPOSE 3000
USER node
HEALTHCHECK CMD curl -f http://localhost:3000/
CMD ["node", "server.js", "a  b"]
`,
    { 'package.json': '{}', 'server.js': 'x', 'public/index.html': '<p>', 'public/deep/a.css': 'a' },
  )
  expect(shown.slice(0, 5)).toEqual([
    '[1/9] FROM node:24-alpine',
    '[2/9] ENV GREETING="hello there" NODE_ENV=production',
    '[3/9] WORKDIR /app',
    '[4/9] COPY package.json server.js ./',
    '[5/9] COPY public public/',
  ])
  const { root, config } = await image(built)
  expect(config).toMatchObject({
    env: { GREETING: 'hello  there', NODE_ENV: 'production' },
    cmd: ['node', 'server.js', 'a  b'],
    entrypoint: [],
    workdir: '/app',
    port: 3000,
    stopSignal: 'SIGTERM',
  })
  expect(await readFile(join(root, 'app/server.js'), 'utf8')).toBe('x')
  expect(await readFile(join(root, 'app/public/deep/a.css'), 'utf8')).toBe('a')
  expect(built).toMatchObject({ ok: true, size: 7 })
})

it('gives the same digest again, and another for another file', async () => {
  const dockerfile = 'FROM scratch\nCOPY run.sh /\nCMD ["/run.sh"]\n'
  const first = await build(dockerfile, { 'run.sh': '#!/bin/sh' })
  const again = await build(dockerfile)
  const other = await build(dockerfile, { 'run.sh': '#!/bin/sh\n' })
  expect(again.built).toEqual(first.built)
  expect(other.built).not.toEqual(first.built)
})

describe('the command', () => {
  it.each([
    ['CMD node server.js && echo "hi  there"', [], ['/bin/sh', '-c', 'node server.js && echo "hi  there"']],
    ['CMD ["server.js"]', [], ['node', 'server.js']],
    ['ENTRYPOINT ["node", "a.js"]\nCMD ["--x"]', ['node', 'a.js'], ['--x']],
    ['CMD ["--x"]\nENTRYPOINT node a.js', ['/bin/sh', '-c', 'node a.js'], []],
    ['SHELL ["/bin/bash", "-ec"]\nCMD run', [], ['/bin/bash', '-ec', 'run']],
    ["CMD ['single', 'quotes']", [], ['/bin/sh', '-c', "['single', 'quotes']"]],
  ])('%s', async (lines, entrypoint, cmd) => {
    expect((await opened(`FROM node\n${lines}\n`)).config).toMatchObject({ entrypoint, cmd, port: 8080, workdir: '/' })
  })
})

it('knows variables, their defaults, and which ARG is seen where', async () => {
  const { config, root } = await opened(
    `ARG TAG=24
ARG DIR=app
FROM node:\${TAG}-slim
ARG DIR
ARG FILE=server.js
ENV HOME_DIR=/srv/$DIR PORT_WANTED=4000
ENV MESSAGE=\${UNSET:-"not set"} OLD=$HOME_DIR TAG=\${TAG}
ENV PATH=/srv/bin:$PATH
ENV legacy value with  blanks
WORKDIR $HOME_DIR
WORKDIR lib
COPY $FILE ./\${FILE}.copy
EXPOSE $PORT_WANTED/tcp 9/udp
STOPSIGNAL INT
CMD ["node", "x"]
`,
    { 'server.js': 'x' },
  )
  expect(config.env).toEqual({
    HOME_DIR: '/srv/app',
    PORT_WANTED: '4000',
    MESSAGE: 'not set',
    OLD: '/srv/app',
    TAG: '',
    PATH: '/srv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    legacy: 'value with  blanks',
  })
  expect(config).toMatchObject({ workdir: '/srv/app/lib', port: 4000, stopSignal: 'SIGINT' })
  expect(await readFile(join(root, 'srv/app/lib/server.js.copy'), 'utf8')).toBe('x')
})

it('expands as BuildKit does', () => {
  const variables = { A: 'a', EMPTY: '' }
  const cases = {
    '$A-${A}b': 'a-ab',
    '\'$A\' "$A"': '$A a',
    '\\$A "\\$A \\x"': '$A $A \\x',
    '${EMPTY:-x} ${EMPTY-x} ${A:+yes} ${NO:+yes}.': 'x  yes .',
    '${NO:-${A}b} $ 5$': 'ab $ 5$',
    $__proto__$constructor: '',
  }
  for (const [text, wanted] of Object.entries(cases)) expect(expand(text, variables, '\\')).toBe(wanted)
})

describe('COPY', () => {
  const some = { 'a.js': 'a', 'b.js': 'b', 'c.txt': 'c', 'x y.txt': 'xy', 'dir/a.js': 'da', 'dir/sub/z': 'z' }
  const has = async (line: string, path: string, text: string) => {
    const { root } = await opened(`FROM scratch\nWORKDIR /w\n${line}\nCMD ["x"]\n`, some)
    expect(await readFile(join(root, path), 'utf8')).toBe(text)
    return root
  }
  it('of patterns', () => has('COPY *.js c?txt lib/', 'w/lib/b.js', 'b'))
  it('of patterns in folders', () => has('COPY d*/*.js /', 'a.js', 'da'))
  it('of names with blanks', () => has('COPY ["x y.txt", "/to here/"]', 'to here/x y.txt', 'xy'))
  it('of a file to a name', () => has('COPY --chown=node:node a.js start', 'w/start', 'a'))
  it('of a file into a folder that is there', () => has('COPY a.js /w', 'w/a.js', 'a'))
  it('of a folder’s content', () => has('COPY dir /w/to', 'w/to/sub/z', 'z'))
  it('of everything', () => has('COPY . .', 'w/dir/sub/z', 'z'))
  it('by ADD', () => has('ADD dir/a.js ./', 'w/a.js', 'da'))
  it('with --chmod', async () => {
    const root = await has('COPY --chmod=755 a.js run', 'w/run', 'a')
    expect((await stat(join(root, 'w/run'))).mode & 0o111).toBe(0o111)
  })
  it('keeps what is executable', async () => {
    await files(some)
    await chmod(join(contextDir, 'a.js'), 0o755)
    const root = await has('COPY . .', 'w/a.js', 'a')
    expect((await stat(join(root, 'w/a.js'))).mode & 0o777).toBe(0o755)
    expect((await stat(join(root, 'w/b.js'))).mode & 0o777).toBe(0o644)
  })
  it('from another stage', async () => {
    const { root } = await opened(
      `FROM node AS Assets\nWORKDIR /out\nCOPY dir .\nFROM assets AS more\nCOPY a.js .
FROM scratch\nCOPY --from=more /out /site\nCOPY --from=0 /out/sub/z /z\nCMD ["x"]\n`,
      some,
    )
    expect(await readFile(join(root, 'site/a.js'), 'utf8')).toBe('a')
    expect(await readFile(join(root, 'z'), 'utf8')).toBe('z')
  })
  it('keeps links that stay inside, and takes none that lead out', async () => {
    await files(some)
    await writeFile(join(home, 'secret'), 'secret')
    await symlink('dir/a.js', join(contextDir, 'good'))
    await symlink('../secret', join(contextDir, 'dir/../bad'))
    const root = await has('COPY good named', 'w/named', 'da')
    expect(await readlink(join(await has('COPY . .', 'w/good', 'da'), 'w/good'))).toBe('dir/a.js')
    await expect(readFile(join(root, 'w/bad'))).rejects.toThrow('ENOENT')
    const { shown } = await build('FROM scratch\nCOPY . .\nCMD ["x"]\n')
    expect(shown.at(-1)).toBe('left out: bad is a link that leads out of the image')
    const { built } = await build('FROM scratch\nCOPY bad /stolen\nCMD ["x"]\n')
    expect(built).toMatchObject({ ok: false, line: 2, message: expect.stringContaining('leads out') })
  })
})

describe('.dockerignore', () => {
  it('leaves out and takes back', () => {
    const { ignored } = parseIgnore(
      '# all logs\n*.log\n**/tmp\n/docs\n!docs/README.md\n a?c \n[xy].js\n!keep.log\nnode_modules/\n',
    )
    const paths = [
      'a.log',
      'keep.log',
      'sub/a.log',
      'sub/deep/tmp/x',
      'tmp',
      'docs/a.md',
      'docs/README.md',
      'abc',
      'x.js',
      'z.js',
    ]
    expect(paths.filter(ignored)).toEqual(['a.log', 'sub/deep/tmp/x', 'tmp', 'docs/a.md', 'abc', 'x.js'])
    expect(ignored('node_modules/a/b.js')).toBe(true)
  })
  it('is honoured', async () => {
    const texts = {
      '.dockerignore': 'secret\n.git\nd\n!d/keep',
      secret: 's',
      '.git/config': 'x',
      'd/a': 'a',
      'd/keep': 'k',
      a: 'a',
    }
    const { root } = await opened('FROM scratch\nCOPY . /\nCMD ["x"]\n', texts)
    expect(await readFile(join(root, 'd/keep'), 'utf8')).toBe('k')
    for (const path of ['secret', '.git/config', 'd/a']) await expect(stat(join(root, path))).rejects.toThrow('ENOENT')
    const { built } = await build('FROM scratch\nCOPY secret /\nCMD ["x"]\n')
    expect(built).toMatchObject({
      ok: false,
      line: 2,
      message: expect.stringContaining('"secret" is not in the build context'),
    })
  })
})

describe('refuses, naming the line and what to do', () => {
  const engine = 'a container engine (docker or podman) would'
  it.each([
    ['FROM node\n\n# deps\nRUN npm ci\n', 4, engine],
    ['FROM nginx:latest\n', 1, engine],
    ['FROM node\nCOPY <<EOF /a\nhello\nEOF\n', 2, engine],
    ['FROM node\nADD https://example.com/x /x\n', 2, engine],
    ['FROM node\nADD x.tar.gz /x\n', 2, engine],
    ['FROM node\nCOPY --from=nginx:1 /a /a\n', 2, engine],
    ['FROM node AS a\nONBUILD COPY . .\nFROM a\nCMD ["x"]\n', 3, engine],
    ['FROM node\nCOPY nothing.js /\n', 2, '"nothing.js" is not in the build context'],
    ['FROM node\nCOPY ../../etc/passwd /\n', 2, 'forbidden path outside the build context'],
    ['FROM node\nCOPY Dockerfile Dockerfile /a\n', 2, 'must be a folder'],
    ['FROM node\nFROBNICATE x\n', 2, 'unknown instruction'],
    ['FROM node\nEXPOSE http\n', 2, 'is not a port'],
    ['FROM node\nWORKDIR\n', 2, 'it has no arguments'],
    ['COPY a b\nFROM node\n', 1, 'there must be a FROM before it'],
    ['FROM node\nCOPY . .\n', 1, 'neither CMD nor ENTRYPOINT'],
    [`FROM node\nENV A=\${B:?missing}\n`, 2, 'B: missing'],
  ])('%j', async (dockerfile, line, message) => {
    const { built } = await build(dockerfile)
    expect(built).toMatchObject({ ok: false, line, message: expect.stringContaining(message) })
    expect(!built.ok && built.message).toContain(`Dockerfile line ${line}: ${dockerfile.split('\n')[line - 1]}`)
  })
  it('an empty Dockerfile, an absent one, and one that is a link out of the repository', async () => {
    expect((await build('\n')).built).toMatchObject({ ok: false, message: 'the Dockerfile has no FROM' })
    await rm(join(contextDir, 'Dockerfile'))
    const signal = new AbortController().signal
    const order = { contextDir, dockerfilePath: 'Dockerfile', store, progress: () => {}, signal }
    expect(await buildImage(order)).toEqual({ ok: false, message: 'there is no Dockerfile' })
    await symlink('/etc/passwd', join(contextDir, 'Dockerfile'))
    expect(await buildImage(order)).toEqual({ ok: false, message: 'Dockerfile leads out of the build context' })
    const stopped = { ...order, signal: AbortSignal.abort() }
    expect(await buildImage(stopped)).toMatchObject({ ok: false, message: 'the build was stopped' })
  })
})
