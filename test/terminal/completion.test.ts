// Tab, in each shell that completion is for.
import { afterAll, afterEach, beforeAll, it } from 'vitest'
import { type Cli, connectAll, idIn, pandaCli } from '../cli/panda-cli.ts'
import { type PandaProcess, startPanda } from '../e2e/panda-process.ts'
import { openScreen, type Screen } from './screen.ts'

let place: PandaProcess
let cli: Cli
let id: string
let screen: Screen | undefined

beforeAll(async () => {
  place = await startPanda()
  cli = await pandaCli(place.address)
  await connectAll(cli)
  id = idIn((await cli.run(['deploy', 'panda/hello'])).out)
})
afterEach(() => screen?.close())
afterAll(async () => {
  await place?.stop()
  await cli?.remove()
})

const shells = {
  bash: { shell: ['bash', '--norc', '--noprofile'], load: 'eval "$(panda completion bash)"' },
  zsh: { shell: ['zsh', '-f'], load: 'autoload -U compinit; compinit -u; eval "$(panda completion zsh)"' },
  fish: { shell: ['fish', '--no-config'], load: 'panda completion fish | source' },
}

it.each(Object.entries(shells))('%s completes commands, options, ids and repositories', async (_, { shell, load }) => {
  screen = await openScreen(cli, { shell })
  const line = async (text: string) => {
    await screen!.type(text)
    await screen!.press('Enter')
  }
  await line(load)
  await line('echo loaded')
  await screen.shows(/^loaded/m)
  await screen.type('panda ser')
  await screen.press('Tab')
  await screen.shows('panda services')
  await screen.press('C-u')
  await screen.type('panda deploy --auto')
  await screen.press('Tab')
  await screen.shows('panda deploy --auto-switch')
  await screen.press('C-u')
  await screen.type('panda deploy panda/h')
  await screen.press('Tab')
  await screen.shows('panda deploy panda/hello')
  await screen.press('C-u')
  await screen.type('panda status dep_')
  await screen.press('Tab')
  await screen.shows(`panda status ${id}`)
  await screen.press('C-u')
})
