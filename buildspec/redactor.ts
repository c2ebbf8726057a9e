// Takes secrets out of everything that leaves the build host: as they are, as in a URL, and inside any Base64 (Basic auth
// with whatever user name), which shifts a secret by zero, one or two bytes.

export type Redact = <T>(value: T) => T

export const redactor = (secrets: readonly string[]): Redact => {
  const forms = [...new Set(secrets.filter(long).flatMap(formsOf))].sort((a, b) => b.length - a.length)
  const clean = (text: string) => forms.reduce((left, form) => left.replaceAll(form, '***'), text)
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value)
    if (Array.isArray(value)) return value.map(walk)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
  }
  return <T>(value: T) => walk(value) as T
}

/** Shorter ones would blank out ordinary text, and are no secrets. */
const long = (secret: string) => secret.length >= 6

const formsOf = (secret: string) => {
  const inBase64 = [0, 1, 2].map(shift => base64Core(secret, shift))
  return [secret, encodeURIComponent(secret), ...inBase64, ...inBase64.map(urlSafe)]
}

/** The characters that depend on nothing but the secret, when it stands `shift` bytes after a multiple of three. */
const base64Core = (secret: string, shift: number) => {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
  const first = Math.ceil((shift * 8) / 6)
  return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6))
}

const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')
