// A process that writes until it is killed, and says on its output what would survive.
import { openShelf } from '../../local/journal.ts'

const shelf = await openShelf(process.argv[2]!, { factor: 4, atLeast: 20_000 })
for (let n = 1; n < 1_000_000; n++) {
  // Two things that belong together, put in one turn.
  shelf.put('pair', 'left', { n, filler: 'x'.repeat(200) })
  shelf.put('pair', 'right', { n, filler: 'y'.repeat(n % 500) })
  if (n % 10 === 0) shelf.remove('row', `r${n - 10}`)
  if (n % 10 === 0) shelf.put('row', `r${n}`, n)
  await shelf.flush()
  process.stdout.write(`${n}\n`)
}
