// Webhooks are an admin's, because whoever has the secret can start what they name.
import { createHookBody, hookHeaders, mostHookBytes } from '../../core/hooks.ts'
import * as schemas from '../../core/schemas.ts'
import { hearHook } from '../calls/hear-hook.ts'
import { createHook, listHooks, removeHook } from '../calls/hooks.ts'
import { data, get, post, type Route, route } from './route.ts'

export const hooks: readonly Route[] = [
  post('/api/v1/hooks/github', 'createHook', 'A webhook for a repository: a push starts its environments', 'admin', {
    body: createHookBody,
    errors: ['CONNECTION_NOT_FOUND'],
    run: data(createHook),
  }),
  get('/api/v1/hooks/github', 'listHooks', 'Your webhooks, without their secrets', 'viewer', {
    run: data(listHooks),
  }),
  route('DELETE', '/api/v1/hooks/github/{id}', 'removeHook', 'Hear a webhook no more', 'admin', {
    params: schemas.byId,
    run: data(removeHook),
  }),
  route('POST', '/api/v1/hooks/github/{id}', 'hearHook', 'For GitHub: what it delivers, signed', 'anyone', {
    params: schemas.byId,
    headers: hookHeaders,
    mostBytes: mostHookBytes,
    errors: ['UNAUTHENTICATED', 'PAYLOAD_TOO_LARGE'],
    run: data(hearHook),
  }),
]
