// Roles for a service and an environment.
import { createGrantBody } from '../../core/grants.ts'
import * as schemas from '../../core/schemas.ts'
import { createGrant, listGrants, removeGrant } from '../calls/grants.ts'
import { data, get, post, type Route, route } from './route.ts'

export const grants: readonly Route[] = [
  post('/api/v1/grants', 'createGrant', 'Give somebody a role for a service and an environment', 'admin', {
    body: createGrantBody,
    run: data(createGrant),
  }),
  get('/api/v1/grants', 'listGrants', 'Who has which role where, oldest first', 'admin', {
    run: data(listGrants),
  }),
  route('DELETE', '/api/v1/grants/{id}', 'removeGrant', 'Take a role away again, at once', 'admin', {
    params: schemas.byId,
    run: data(removeGrant),
  }),
]
