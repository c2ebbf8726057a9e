// The stand-in's commit statuses: whoever plays CI sets them over REST as at GitHub, and they are kept in a file.
// https://docs.github.com/en/rest/commits/statuses. Check runs, which GitHub takes from its apps alone, there are none.
import { readFile, rename, writeFile } from 'node:fs/promises'
import * as z from 'zod'

type Status = { repository: string; sha: string; context: string; state: string; description: string; at: string }
export type Statuses = Awaited<ReturnType<typeof openStatuses>>

/** As GitHub's own 422 says it. */
const wish = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().min(1).default('default'),
  description: z.string().default(''),
})

/** A try-out sets a few; the oldest go. */
const mostKept = 1_000

export const openStatuses = async (file: string) => {
  let all = await kept(file)

  const set = async (repository: string, sha: string, text: string) => {
    const { success, data } = wish.safeParse(json(text))
    if (!success) return { status: 422, body: { message: 'Validation Failed', status: '422' } }
    const made: Status = { repository, sha, ...data, at: new Date().toISOString() }
    all = [...all.filter(one => !isSame(one, made)), made].slice(-mostKept)
    await writeFile(`${file}.new`, JSON.stringify(all))
    await rename(`${file}.new`, file)
    return { status: 201, body: shown(made) }
  }
  return {
    set,
    /** The combined status: the latest of each context. */
    of: (repository: string, sha: string) => {
      const statuses = all.filter(one => one.repository === repository && one.sha === sha)
      const states = statuses.map(one => one.state)
      const isBad = states.includes('failure') || states.includes('error')
      const state = isBad ? 'failure' : states.length === 0 || states.includes('pending') ? 'pending' : 'success'
      return { state, sha, total_count: statuses.length, statuses: statuses.map(shown) }
    },
  }
}

const isSame = (one: Status, other: Status) =>
  one.repository === other.repository && one.sha === other.sha && one.context === other.context

const shown = ({ context, state, description, at }: Status) => ({ context, state, description, created_at: at })

const kept = async (file: string): Promise<Status[]> => {
  const text = await readFile(file, 'utf8').catch(() => '[]')
  return JSON.parse(text) as Status[]
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told as what does not fit
  }
}
