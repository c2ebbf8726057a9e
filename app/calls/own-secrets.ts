// What a program is given as a secret has to be its own: below its service's path, or of its own account.
import { Refusal } from '../../core/faults.ts'
import { type Program, secretFaults, variablesFault } from '../../core/program.ts'

type Service = { owner: string; repo: string; environment: string }

/** As the connection spells owner and repository: names of parameters are told apart by case, GitHub's are not. */
export const refuseForeignSecrets = (
  secrets: Record<string, string> | undefined,
  service: Service,
  accountId?: string,
): void => {
  const faults = secretFaults(secrets ?? {}, service, accountId)
  if (faults.length === 0) return
  const words = faults.map(({ field, message }) => `${field}: ${message}`).join('; ')
  throw new Refusal('INVALID_REQUEST', words, { faults })
}

/** What environment and panda.yml make of it together. */
export const refuseUnfitProgram = (
  { variables, secrets }: Pick<Program, 'variables' | 'secrets'>,
  service: Service,
  accountId: string,
): void => {
  refuseForeignSecrets(secrets, service, accountId)
  const message = variablesFault(variables)
  if (message === undefined) return
  const faults = [{ field: 'variables', message: `${message}, with those of panda.yml` }]
  throw new Refusal('INVALID_REQUEST', `variables: ${faults[0]!.message}`, { faults })
}
