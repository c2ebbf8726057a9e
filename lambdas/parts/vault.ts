import { platformClients, type Setting } from '../../aws/clients.ts'
import { kms } from '../../aws/makers/kms.ts'
import { vault } from '../../aws/vault.ts'

export const vaultPart = (platform: Setting, key: string) => vault(platformClients(platform, { kms }), key)
