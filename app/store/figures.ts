// The newest figures of a deployment, beside its log and gone with it. One row, overwritten; only steps write it.
//
//   pk  dep_…     sk  figures
//   n, at, evidence, measuredAt, share, checks, history
import type { LiveFigures } from '../../core/live-figures.ts'
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

/** False: somebody has told others since `n - 1` was read. */
export const keep = ({ table }: Store, deploymentId: string, figures: LiveFigures): Promise<boolean> =>
  table.put({ ...figures, ...keyOf(deploymentId) }, { raises: 'n' })

export const find = async ({ table }: Store, deploymentId: string): Promise<LiveFigures | undefined> => {
  const item = await table.get(keyOf(deploymentId))
  return item && figuresOf(item)
}

/** Whether a stream's item is news. A row that has an expiry was told long ago. */
export const isFiguresItem = (item: Item) => item.sk === sortKey && item.expires === undefined

/** Only of items for which isFiguresItem holds: nothing but keep writes those. */
export const figuresOf = ({ pk: _, sk: __, expires: ___, ...figures }: Item) => figures as LiveFigures

const sortKey = 'figures'

const keyOf = (deploymentId: string): Key => ({ pk: deploymentId, sk: sortKey })
