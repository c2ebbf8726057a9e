// One file of a repository: https://docs.github.com/en/rest/repos/contents#get-repository-content
import { ask, type Call, notUnderstood, type Refused, refused, textAt } from './github-ask.ts'

/** `text` null: there is no such file there. */
export const fileAt = async (
  repository: string,
  { path, ref }: { path: string; ref: string },
  call: Call,
): Promise<{ ok: true; text: string | null } | Refused> => {
  const none = refused('GITHUB_REPOSITORY_NOT_FOUND', 'There is no such file')
  const url = `${repository}/contents/${encodeURIComponent(path)}?ref=${encodeURIComponent(ref)}`
  const found = await ask(url, call, none)
  if (found === none) return { ok: true, text: null }
  if (!found.ok) return found
  // A folder of that name is a list, a link and a submodule are no text.
  if (Array.isArray(found.body) || textAt(found.body, 'type') !== 'file') return { ok: true, text: null }
  const content = textAt(found.body, 'content')
  if (content === undefined || textAt(found.body, 'encoding') !== 'base64') return notUnderstood
  return { ok: true, text: Buffer.from(content, 'base64').toString() }
}
