import { data, get, type Route } from './route.ts'

export const about: readonly Route[] = [
  get('/health', 'health', 'Whether Panda answers', 'anyone', {
    run: data(async (_, { samples }) => ({ status: 'UP', ...(samples && { samples }) })),
  }),
  get('/api-docs', 'apiDocs', 'This document: OpenAPI 3.1', 'anyone', {
    run: async (_, { addresses }) => {
      const { documentFor } = await import('../document.ts')
      return { kind: 'document', json: await documentFor(addresses.api) }
    },
  }),
]
