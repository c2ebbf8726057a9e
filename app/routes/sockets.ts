import * as schemas from '../../core/schemas.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import { socketTicket } from '../calls/socket-ticket.ts'
import { data, post, type Route } from './route.ts'

const known: readonly ErrorCode[] = ['DEPLOYMENT_NOT_FOUND']

export const sockets: readonly Route[] = [
  post('/api/v1/socket-ticket', 'socketTicket', 'A ticket for the WebSocket, good once, for 30 seconds', 'viewer', {
    within: 'deployment',
    body: schemas.socketTicketBody,
    errors: known,
    run: data(socketTicket),
  }),
]
