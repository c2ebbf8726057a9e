// What somebody pastes as a repository: `owner/name`, or its address in a browser or for git.

export type Repository = { owner: string; repo: string }

/** Undefined: neither. Whether there is such a one, Panda says. */
export const repositoryIn = (text: string): Repository | undefined => {
  const path = text
    .trim()
    .replace(/^(?:https?:\/\/(?:[^/@]*@)?|ssh:\/\/git@|git@)[\w.-]+(?::\d+)?[/:]/i, '')
    .replace(/[?#].*$/, '')
  const [owner, repo, ...more] = path.split('/').filter(part => part !== '')
  if (!owner || !repo) return undefined
  // An address goes on: /tree/main. What was typed must not.
  if (more.length > 0 && path === text.trim()) return undefined
  return { owner, repo: repo.replace(/\.git$/i, '') }
}

/** A branch that an address names. */
export const branchIn = (text: string): string | undefined =>
  /^https?:\/\/[^/]+\/[^/]+\/[^/]+\/tree\/([^?#]+)/i.exec(text.trim())?.[1]?.replace(/\/+$/, '')
