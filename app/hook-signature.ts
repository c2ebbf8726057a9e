// Whether a delivery is signed with the secret of its hook. A hook that there is not, a signature that is none and one that is
// wrong take the same work: nothing tells which hooks there are, nor how much of a signature was right.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ports } from '../core/ports.ts'
import { type Hook, sealingOf } from './store/hooks.ts'

type Needs = Pick<Ports, 'vault'>

/** Opened by KMS each time, for nobody's as well. */
export const secretOf = async (hook: Hook | undefined, ports: Needs): Promise<string> => {
  const tenant = hook?.tenant ?? ''
  return ports.vault.open(sealingOf(tenant), hook?.sealed ?? (await decoyOf(ports)))
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const isSigned = (body: string, header: string | undefined, secret: string): boolean => {
  const right = createHmac('sha256', secret).update(body, 'utf8').digest()
  const hex = /^sha256=([0-9a-f]{64})$/.exec(header ?? '')?.[1]
  // Of equal length, as the comparison needs.
  return timingSafeEqual(right, Buffer.from(hex ?? '0'.repeat(64), 'hex')) && hex !== undefined
}

/** Sealed once for each process. It need not be secret: whatever is signed with it is of no hook. */
const decoys = new WeakMap<Needs['vault'], Promise<string>>()

const decoyOf = ({ vault }: Needs): Promise<string> => {
  const made = decoys.get(vault) ?? vault.seal(sealingOf(''), `whsec_${'0'.repeat(64)}`)
  decoys.set(vault, made)
  // What failed is tried again by the next.
  made.catch(() => decoys.delete(vault))
  return made
}
