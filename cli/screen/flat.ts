// Settings as lines: `approvals.reviewers`, and what it is, as text.

export const flat = (of: object, under = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(of).flatMap(([key, value]): [string, string][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value, `${under}${key}.`))
        : [[`${under}${key}`, Array.isArray(value) ? listOf(value) : textOf(value)]],
    ),
  )

const listOf = (values: unknown[]) => (values.length === 0 ? '–' : values.map(textOf).join(', '))

const textOf = (value: unknown) =>
  value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value)
