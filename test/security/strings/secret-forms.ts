// A secret in the forms in which it may lie about: as it is, percent-encoded, in Base64 at any place, in hexadecimal, in JSON.

export type Canary = { what: string; secret: string }
export type Haystack = { where: string; text: string }

export const formsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].flatMap(shift => {
    // The letters that no neighbour has a part in.
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const core = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const all = [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
  ]
  return [
    ...new Set([
      ...all,
      JSON.stringify(secret).slice(1, -1),
      bytes.toString('hex'),
      bytes.toString('utf16le'),
      ...shifted,
    ]),
  ]
}

/** Words for each hit. */
export const hits = (canaries: Canary[], places: Haystack[]): string[] =>
  canaries.flatMap(({ what, secret }) => {
    const forms = formsOf(secret)
    return places.flatMap(({ where, text }) => {
      const form = forms.find(one => text.includes(one))
      const at = form === undefined ? -1 : text.indexOf(form)
      return form === undefined
        ? []
        : [`${what} is in ${where}: …${text.slice(Math.max(0, at - 40), at + 10).replace(/\s+/g, ' ')}…`]
    })
  })
