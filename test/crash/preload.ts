// Read before bin/local.ts (`node --import`): every module of Panda's that changes something outside its memory gets that from
// a stand-in beside this file, which is the real one with a crossing around each change. Panda itself knows nothing of it.
import { registerHooks } from 'node:module'
import { listenForOrders } from './control.ts'

const { CRASH_CONTROL: address } = process.env
if (address) listenForOrders(address)

// The programs that Panda starts are none of this.
delete process.env.NODE_OPTIONS

type Seam = { importer: RegExp; asked: string; given: string }

const ours = /\/(local|buildspec)\/(?!containers\/)/
const seams: Seam[] = [
  { importer: ours, asked: 'node:fs/promises', given: 'files' },
  { importer: ours, asked: 'node:child_process', given: 'processes' },
  { importer: /\/local\/place\.ts$/, asked: '../region/faults.ts', given: 'commands' },
  { importer: /\/local\/place\.ts$/, asked: './machines/machines.ts', given: 'machines' },
  { importer: /\/local\/place\.ts$/, asked: './balancer/balancer.ts', given: 'wires' },
  { importer: /\/local\/dynamo\.ts$/, asked: '../aws/table.ts', given: 'table' },
  { importer: /\/local\/place\.ts$/, asked: './journal.ts', given: 'shelf' },
]

registerHooks({
  resolve: (specifier, context, next) => {
    const { parentURL = '' } = context
    const seam = seams.find(({ importer, asked }) => asked === specifier && importer.test(parentURL))
    return next(seam ? new URL(`./seams/${seam.given}.ts`, import.meta.url).href : specifier, context)
  },
})
