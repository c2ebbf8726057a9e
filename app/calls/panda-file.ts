// The settings that a repository brings along, at the commit that is to be deployed.
import { Refusal } from '../../core/faults.ts'
import { type FileSettings, pandaFileName, readPandaFile } from '../../core/panda-file.ts'
import type { StartContext } from '../caller.ts'
import type { GithubConnection } from '../store/connections.ts'

type Of = { owner: string; repo: string; ref: string; environment: string }

/** Undefined: there is no file, or nothing of that environment in it. What cannot be read is not taken for nothing: it may
 *  ask for more protection. */
export const settingsOfFile = async (
  { environment, ...of }: Of,
  { sealedToken }: Pick<GithubConnection, 'sealedToken'>,
  { ports, caller }: StartContext,
): Promise<FileSettings | undefined> => {
  const token = await ports.vault.open({ tenant: caller.tenant, kind: 'github' }, sealedToken)
  const answer = await ports.github.file({ ...of, path: pandaFileName }, token)
  if (!answer.ok) throw new Refusal(answer.errorCode, answer.message)
  if (answer.text === null) return undefined
  const read = readPandaFile(answer.text)
  if (read.ok) return Object.hasOwn(read.environments, environment) ? read.environments[environment] : undefined
  const faults = read.faults.map(({ line, column, field, message }) => ({
    field: `${pandaFileName}:${line}:${column}${field === '' ? '' : ` ${field}`}`,
    message,
  }))
  throw new Refusal('INVALID_REQUEST', faults.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    faults,
  })
}
