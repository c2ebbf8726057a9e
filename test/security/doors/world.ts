// What Panda reaches out to, as this attack needs it: GitHub and STS that know good from bad by a word, a vault of glass.
import { CloudFault } from '../../../core/faults.ts'
import type { Access, PermissionCheck, Ports } from '../../../core/ports.ts'

/** In no answer, no message, no line of log, whoever asks. */
export const secrets = {
  github: 'ghp_canary0secret',
  aws: 'canary0secret/aws',
  session: 'canary0secret/session',
  slack: 'canary0secret/slack',
}

export const githubThat: Ports['github'] = {
  check: async (_, token) => (isGood(token) ? { ok: true } : badToken),
  branches: async (_, token) =>
    isGood(token) ? { ok: true, branches: ['main', 'v2'], defaultBranch: 'main', truncated: false } : badToken,
  checks: async (_, names) => ({ ok: true, checks: names.map(name => ({ name, state: 'passed' as const })) }),
  file: async () => ({ ok: true, text: null }),
  cloneUrl: ({ owner, repo }) => `https://github.test/${owner}/${repo}.git`,
}
/** The recorded examples come with the sample's. */
const isGood = (token: string) => token === 'ghp_local' || token === secrets.github

const badToken = {
  ...{ ok: false as const, errorCode: 'GITHUB_BAD_CREDENTIALS' as const },
  message: 'GitHub connection failed: bad credentials',
}

export const accountsThat = (asked: Access[]): Pick<Ports, 'accounts' | 'eventRules'> => {
  let admitted: string[] = []
  return {
    accounts: {
      whoAmI: async ({ access }) => {
        asked.push(access)
        const good = access.kind === 'role' || ['local', secrets.aws].includes(access.secretAccessKey)
        return good ? { ok: true, accountId: '000000000000' } : badKeys
      },
      permissions: async (): Promise<PermissionCheck> => ({ checked: true, missing: [], unchecked: [] }),
    },
    eventRules: {
      ensure: async () => ({ rule: 'panda-events' }),
      admits: async account => admitted.includes(account),
      admit: async accounts => {
        admitted = [...accounts].slice(0, 300)
        return admitted
      },
    },
  }
}
const badKeys = {
  ...{ ok: false as const, errorCode: 'AWS_CREDENTIALS_INVALID' as const },
  message: 'AWS credentials validation failed',
}

/** Opens for the same context only, as KMS does. */
export const plainVault: Ports['vault'] = {
  seal: async (given, plaintext) => `sealed ${JSON.stringify(given)} ${Buffer.from(plaintext).toString('base64')}`,
  open: async (given, sealed) => {
    const [, context, box = ''] = sealed.split(' ')
    if (context !== JSON.stringify(given)) throw new CloudFault('invalid', 'vault', 'Not of this context')
    return Buffer.from(box, 'base64').toString()
  },
}
