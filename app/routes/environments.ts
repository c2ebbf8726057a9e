// Who may set what protects, may take the protection away: an admin.
import { byEnvironment, environmentBody } from '../../core/environment-schemas.ts'
import * as schemas from '../../core/schemas.ts'
import { listEnvironments, readEnvironment, writeEnvironment } from '../calls/environments.ts'
import { data, get, type Route, route } from './route.ts'

export const environments: readonly Route[] = [
  get('/api/v1/environments', 'listEnvironments', 'Environments that somebody has set something for', 'viewer', {
    within: 'list',
    query: schemas.repositoryQuery,
    run: data(listEnvironments),
  }),
  get(
    '/api/v1/environments/{owner}/{repo}/{environment}',
    'readEnvironment',
    'What is set for an environment, and what holds',
    'viewer',
    { within: 'place', params: byEnvironment, run: data(readEnvironment) },
  ),
  route(
    'PUT',
    '/api/v1/environments/{owner}/{repo}/{environment}',
    'writeEnvironment',
    'Set all settings of an environment; what is left out is as usual',
    'admin',
    {
      within: 'place',
      params: byEnvironment,
      body: environmentBody,
      errors: ['CONNECTION_NOT_FOUND', 'CONNECTION_MISMATCH', 'SETTINGS_CHANGED'],
      run: data(writeEnvironment),
    },
  ),
]
