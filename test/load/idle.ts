// A process that does nothing but watch its own event loop; it ends with its parent.
import { watchLoop } from './loop.ts'

const loop = watchLoop()
process.on('message', what => process.send?.(what === 'begin' ? (loop.begin() ?? {}) : loop.read()))
process.on('disconnect', () => process.exit(0))
