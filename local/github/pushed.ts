// What a push has changed, in GitHub's words. git tells it to a `post-receive`, which writes it where Panda reads it.
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from './git.ts'
import { defaultBranch, type Repository } from './repositories.ts'

/** `{old} {new} {ref}`, a line each. https://git-scm.com/docs/githooks#post-receive */
const script = '#!/bin/sh\nexec cat > "$PANDA_PUSHED"\n'

/** A folder for `core.hooksPath`. */
export const postReceive = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'post-receive')
  await writeFile(file, script)
  await chmod(file, 0o755)
  return folder
}

/** Where one push is to be told. */
export const newNote = (folder: string) => join(folder, `pushed-${randomUUID()}`)

type Who = { repository: Repository; login: string; url: string }

/** Empty where nothing was changed. The note is gone afterwards. */
export const payloadsOf = async (note: string, who: Who): Promise<object[]> => {
  const said = await readFile(note, 'utf8').catch(() => '')
  await rm(note, { force: true })
  const lines = said.split('\n').filter(line => line !== '')
  return Promise.all(lines.map(line => payloadOf(line, who)))
}

const payloadOf = async (line: string, { repository, login, url }: Who) => {
  const [before = '', after = '', ref = ''] = line.split(' ')
  const { owner, repo } = repository
  const full_name = `${owner}/${repo}`
  const deleted = isNone(after)
  const address = `${url}/${full_name}`
  return {
    ...{ ref, before, after, created: isNone(before), deleted, forced: false, base_ref: null },
    head_commit: deleted ? null : await commitOf(repository, after),
    repository: {
      ...{ name: repo, full_name, private: true, owner: { login: owner, name: owner } },
      ...{ html_url: address, clone_url: `${address}.git`, default_branch: await defaultBranch(repository) },
    },
    ...{ pusher: { name: login }, sender: { login, type: 'User' } },
  }
}

const commitOf = async ({ gitDir }: Repository, id: string) => {
  const format = '--format=%H%x00%T%x00%cI%x00%an%x00%ae%x00%B'
  // Fails where a tag is of a file.
  const said = await git(['--git-dir', gitDir, 'log', '-1', format, id]).catch(() => undefined)
  if (said === undefined) return null
  const [commit = '', tree = '', timestamp = '', name = '', email = '', message = ''] = said.split('\0')
  return { id: commit, tree_id: tree, message: message.trimEnd(), timestamp, author: { name, email } }
}

const isNone = (id: string) => /^0+$/.test(id)
