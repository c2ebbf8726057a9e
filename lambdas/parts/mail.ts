import { platformClients, type Setting } from '../../aws/clients.ts'
import { mail } from '../../aws/mail.ts'
import { sns } from '../../aws/makers/sns.ts'

export const mailPart = (platform: Setting, topics: string) => mail(platformClients(platform, { sns }), topics)
