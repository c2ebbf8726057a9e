// Where notifications go is an admin's, because what they say leaves the house.
import * as noticeSchemas from '../../core/notices-schemas.ts'
import * as schemas from '../../core/schemas.ts'
import { createNotification } from '../calls/create-notification.ts'
import { listDeliveries } from '../calls/list-deliveries.ts'
import { listNotifications } from '../calls/list-notifications.ts'
import { removeNotification } from '../calls/remove-notification.ts'
import { testNotification } from '../calls/test-notification.ts'
import { data, get, post, type Route, route } from './route.ts'

export const notifications: readonly Route[] = [
  post('/api/v1/notifications', 'createNotification', 'Be told on Slack, by webhook or by e-mail', 'admin', {
    body: noticeSchemas.createNotificationBody,
    run: data(createNotification),
  }),
  get('/api/v1/notifications', 'listNotifications', 'Who is told what, without their addresses', 'viewer', {
    run: data(listNotifications),
  }),
  get('/api/v1/notifications/deliveries', 'listDeliveries', 'What was told, and what became of it', 'viewer', {
    query: noticeSchemas.deliveriesQuery,
    run: data(listDeliveries),
  }),
  post('/api/v1/notifications/{id}/test', 'testNotification', 'Send a sample now', 'admin', {
    params: schemas.byId,
    errors: ['NOTIFICATION_NOT_FOUND'],
    run: data(testNotification),
  }),
  route('DELETE', '/api/v1/notifications/{id}', 'removeNotification', 'Tell them nothing more', 'admin', {
    params: schemas.byId,
    run: data(removeNotification),
  }),
]
