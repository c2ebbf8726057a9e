// The region's shelf, to be looked at. What it writes is a file (files.ts).
import { openShelf as real } from '../../../local/journal.ts'
import { looked } from '../control.ts'

export const openShelf: typeof real = async (folder, growth) => {
  const shelf = await real(folder, growth)
  looked.shelf = shelf
  return shelf
}
