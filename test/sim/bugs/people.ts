// Bugs of what people get to hear.
import type { Bug } from './bug.ts'

export const people: Bug[] = [
  {
    name: 'an answer tells the token',
    breaks: ['secrets'],
    seed: 1,
    plant: ({ ports: { github } }) => {
      github.check = async (_, token) => ({
        ok: false,
        errorCode: 'GITHUB_BAD_CREDENTIALS',
        message: `Bad token ${token}`,
      })
    },
  },
  {
    name: 'a failure tells the key',
    breaks: ['secrets'],
    seed: 1,
    plant: ({ ports: { builds } }) => {
      builds.start = async () => {
        throw Object.assign(new Error('canarySecretKeyOfTenant0 is not a key'), { name: 'CloudFault' })
      }
    },
  },
  {
    name: 'a pushed event has lost its details',
    breaks: ['history'],
    seed: 1,
    plant: ({ ports: { sockets } }) => {
      const { post } = sockets
      sockets.post = (id, text) => post(id, text.replace(/"details":\{[^}]*\}/, '"details":{}'))
    },
  },
  {
    name: 'a pushed event bears the number of the next',
    breaks: ['history'],
    seed: 1,
    plant: ({ ports: { sockets } }) => {
      const { post } = sockets
      sockets.post = (id, text) =>
        post(
          id,
          text.replace(/"seq":(\d+)/, (_, seq: string) => `"seq":${Number(seq) + (Number(seq) > 4 ? 1 : 0)}`),
        )
    },
  },
  {
    name: 'the last event is told to nobody',
    breaks: ['history'],
    seed: 1,
    plant: ({ ports: { sockets } }) => {
      const { post } = sockets
      sockets.post = async (id, text) => (/"code":"(COMPLETED|FAILED|CANCELLED)"/.test(text) ? 'sent' : post(id, text))
    },
  },
]
