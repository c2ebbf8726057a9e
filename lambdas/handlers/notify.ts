import { notify } from '../../app/notify.ts'
import type { Links } from '../../core/notices.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { textAt, type Watch, watched } from '../platform/watched.ts'

type Needs = Pick<Ports, 'table' | 'clock' | 'vault' | 'posts' | 'mail' | 'laterNotices'>

export const notifyHandler = (ports: Needs, settings: Pick<Settings, 'PANDA_LOCALE'>, links: Links, watch: Watch) => {
  const attempt = notify(ports, settings, () => links)
  return watched(watch, async (event: unknown, note): Promise<void> => {
    note({ delivery: textAt(event, 'detail', 'id'), tenant: textAt(event, 'detail', 'tenant') })
    await attempt(event)
  })
}
