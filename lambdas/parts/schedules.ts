import { platformClients, type Setting } from '../../aws/clients.ts'
import { scheduler } from '../../aws/makers/scheduler.ts'
import { schedules } from '../../aws/schedules.ts'

export const schedulesPart = (platform: Setting, to: Parameters<typeof schedules>[1]) =>
  schedules(platformClients(platform, { scheduler }), to)
