import * as schemas from '../../core/schemas.ts'
import { listServices, readService } from '../calls/list-services.ts'
import { data, get, type Route } from './route.ts'

export const services: readonly Route[] = [
  get('/api/v1/services', 'listServices', 'What serves now, where, and what a rollback can go to', 'viewer', {
    within: 'list',
    run: data(listServices),
  }),
  get('/api/v1/services/{owner}/{repo}', 'readService', 'One for each branch and environment', 'viewer', {
    within: 'list',
    params: schemas.byRepository,
    errors: ['SERVICE_NOT_FOUND'],
    run: data(readService),
  }),
]
