// docs/performance.md: the table, the machine, the date. The words around it are written by people.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { inMarkdown, type Line } from './report.ts'

const page = new URL('../docs/performance.md', import.meta.url)
const measuredPlace = /(?<=<!-- measured -->\n).*(?=<!-- to here -->)/s

export const writePage = (lines: readonly Line[]): void => {
  const measured = `\n${inMarkdown(lines)}\n\nMeasured on ${machine()}, ${new Date().toISOString().slice(0, 10)}, by \`npm run bench -- --markdown\`.\n\n`
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(measuredPlace, () => measured),
  )
}

const machine = () => {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${memory} GB, Linux ${release().split('-')[0]}, Node ${process.versions.node}`
}
