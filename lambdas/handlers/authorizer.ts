// Who calls, for the HTTP API: a REQUEST authorizer with the simple response, payload 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
// It lets every call through with what it found: a refusal in our words is the api function's to say (docs/adr/0004).
import type { Caller } from '../../app/caller.ts'
import { type Denied, type IdentityPorts, identify } from '../../app/identity.ts'
import { CloudFault } from '../../core/faults.ts'
import { reportFault, type Watch, watched } from '../platform/watched.ts'

/** Of what API Gateway sends, all that is looked at. */
type Event = { headers?: Record<string, string | undefined> }
type Answer = { isAuthorized: true; context: Omit<Caller, 'scopes'> | Denied }

/** Less than the function's 5 s: cut off by Lambda, API Gateway would answer 500 in its own words. */
const patienceMs = 4_000

export const authorizerHandler = (ports: IdentityPorts, watch: Watch, patience = patienceMs) =>
  watched(watch, async (event: Event, note): Promise<Answer> => {
    const context = await found(event, ports, watch, patience)
    note('denied' in context ? { denied: context.denied } : { tenant: context.tenant, role: context.role })
    return { isAuthorized: true, context: asTexts(context) }
  })

/** Texts are what API Gateway hands on as they are: app/identity.ts reads them. */
const asTexts = (found: Caller | Denied) =>
  'scopes' in found && found.scopes ? { ...found, scopes: JSON.stringify(found.scopes) } : found

const found = async (event: Event, ports: IdentityPorts, watch: Watch, patience: number): Promise<Caller | Denied> => {
  try {
    return await before(patience, identify({ authorization: authorizationOf(event) }, ports))
  } catch (fault) {
    reportFault(watch, fault, { outcome: 'not checked' })
    return { denied: 'Your identity could not be checked: try again' }
  }
}

/** Names come in lower case, and one that came twice with its values joined by a comma. */
const authorizationOf = ({ headers = {} }: Event): string | undefined => {
  const given = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'authorization')
  return given.length === 0 ? undefined : given.map(([, value]) => value).join(',')
}

const before = async <T>(ms: number, answer: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CloudFault('unreachable', 'identify', `No answer within ${ms} ms`)), ms)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
