// API tokens are an admin's, because a token that can make tokens outlives its own end.
import * as schemas from '../../core/schemas.ts'
import { createToken } from '../calls/create-token.ts'
import { listTokens } from '../calls/list-tokens.ts'
import { revokeToken } from '../calls/revoke-token.ts'
import { data, get, post, type Route, route } from './route.ts'

export const tokens: readonly Route[] = [
  post('/api/v1/tokens', 'createToken', 'Make an API token; it is shown this once', 'admin', {
    body: schemas.createTokenBody,
    run: data(createToken),
  }),
  get('/api/v1/tokens', 'listTokens', 'Your API tokens that have not expired, without the tokens', 'admin', {
    run: data(listTokens),
  }),
  route('DELETE', '/api/v1/tokens/{id}', 'revokeToken', 'Revoke an API token, at once', 'admin', {
    params: schemas.byId,
    run: data(revokeToken),
  }),
]
