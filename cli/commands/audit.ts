// panda audit: who did what, when, from where.
import type { Command } from 'commander'
import type { AuditEntry } from '../../client/types.ts'
import { auditCsv } from '../../core/audit-csv.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'
import { ago } from '../screen/figures.ts'
import { type Column, table } from '../screen/table.ts'

type Options = CommonOptions & { since: string; by?: string; operation?: string; limit?: string; csv?: boolean }

export const audit = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'audit', {
    about: 'audit.about',
    examples: ['panda audit', 'panda audit --since 30d --operation createToken', 'panda audit --since 24h --csv'],
  })
    .option('--since <7d|24h|DATE>', say('audit.since'), '7d')
    .option('--by <name>', say('audit.by'))
    .option('--operation <name>', say('audit.operation'))
    .option('-n, --limit <number>', say('audit.limit'))
    .option('--csv', say('audit.csv'))
    .action((options: Options) => cli.does(options, context => run(context, options)))
}

/** On a screen; to a program all, but with an end. */
const [screenful, most, pageSize] = [100, 10_000, 1_000]

const run = async (context: Context, options: Options) => {
  const { say, stdout, stderr, json, colors } = context
  const isFile = json || options.csv === true
  const limit = limitOf(options, isFile ? most : screenful, say)
  const { entries, more } = await found(context, options, limit)
  for (const entry of entries) context.object(entry)
  if (isFile) {
    if (!json) stdout.write(lines(auditCsv(entries)))
    // What is cut off must not look whole.
    if (more) stderr.write(`${say('audit.more', { count: entries.length })}\n`)
    return exitCodes.good
  }
  if (entries.length === 0) {
    context.line(say('audit.none'))
    return exitCodes.good
  }
  const width = stdout.isTTY ? stdout.columns : undefined
  context.line(...table(entries, columnsOf(context), { width, colors }))
  if (more) context.line(colors.dim(say('audit.more', { count: entries.length })))
  return exitCodes.good
}

const found = async ({ client, say }: Context, { since, by, operation }: Options, limit: number) => {
  const from = sinceOf(since, say)
  const entries: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const page = await client.audit({ from, by, operation, limit: Math.min(pageSize, limit - entries.length), cursor })
    entries.push(...page.entries)
    cursor = page.cursor
  } while (cursor !== undefined && entries.length < limit)
  return { entries, more: cursor !== undefined }
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

const sinceOf = (given: string, say: Context['say']) => {
  const [, count, unit = ''] = /^(\d{1,4})([mhdw])$/.exec(given) ?? []
  const at = count === undefined ? Date.parse(given) : Date.now() - Number(count) * units[unit]!
  if (Number.isNaN(at)) throw wrongUse(say('audit.since.wrong', { given: clean(given) }), say('audit.since.next'))
  return new Date(at).toISOString()
}

const limitOf = ({ limit }: Options, usual: number, say: Context['say']) => {
  if (limit === undefined) return usual
  if (!/^\d{1,5}$/.test(limit) || Number(limit) < 1 || Number(limit) > most)
    throw wrongUse(say('audit.limit.wrong', { given: clean(limit), most }))
  return Number(limit)
}

/** As they are but for what would steer a terminal. */
const lines = (text: string) => text.split('\r\n').map(clean).join('\r\n')

const columnsOf = ({ say, colors, stdout, locale }: Context): Column<AuditEntry>[] => [
  { title: say('column.when'), text: ({ at }) => (stdout.isTTY ? ago(at, Date.now(), locale) : at) },
  { title: say('column.by'), text: ({ by, role }) => (role === null ? by : `${by} (${role})`), least: 8 },
  { title: say('column.operation'), text: ({ operation }) => operation },
  { title: say('column.about'), text: ({ target }) => Object.values(target).join(' ') || '–', least: 12, spare: 2 },
  {
    title: say('column.outcome'),
    text: ({ outcome: { status, errorCode } }) => errorCode ?? String(status ?? '–'),
    color: (text, { outcome }) => (outcome.errorCode === null ? colors.green(text) : colors.red(text)),
  },
  { title: say('column.from'), text: ({ ip }) => ip ?? '–', color: text => colors.dim(text), spare: 3 },
  {
    title: say('column.note'),
    text: ({ severity, reason }) => [severity?.toUpperCase(), reason].filter(Boolean).join(': ') || '–',
    color: (text, { severity }) => (severity === 'alarm' ? colors.red(text) : text),
    least: 8,
    spare: 1,
  },
]
