// Secrets as rows: each under a data key of its own, that key under one KMS key. KMS checks the context when the data key
// is opened, and the cipher once more: a row that was moved to another tenant opens nowhere.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { DecryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms'
import { CloudFault } from '../core/faults.ts'
import type { Vault } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

export const vault = (clients: Pick<Clients, 'platform'>, keyId: string): Vault => ({
  async seal(context, plaintext) {
    const { kms } = clients.platform
    const command = new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context })
    const { Plaintext: key, CiphertextBlob: wrapped } = await asked('kms:GenerateDataKey', () => kms().send(command))
    if (!key || !wrapped) throw new CloudFault('invalid', 'kms:GenerateDataKey', 'KMS gave no data key')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bytesOf(context))
    const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
    key.fill(0)
    return [version, base64(wrapped), base64(Buffer.concat([nonce, cipher.getAuthTag(), sealed]))].join('.')
  },

  async open(context, sealed) {
    const [format, wrapped, box, ...more] = sealed.split('.')
    if (format !== version || !wrapped || !box || more.length > 0) throw unreadable()
    const command = new DecryptCommand({
      KeyId: keyId,
      CiphertextBlob: Buffer.from(wrapped, 'base64url'),
      EncryptionContext: context,
    })
    const { Plaintext: key } = await asked('kms:Decrypt', () => clients.platform.kms().send(command))
    if (!key) throw unreadable()
    return opened(key, Buffer.from(box, 'base64url'), context)
  },
})

const version = 'v1'

/** 12 bytes of nonce, 16 of tag, the rest. */
const opened = (key: Uint8Array, box: Buffer, context: Record<string, string>) => {
  if (box.length < 28) throw unreadable()
  const cipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12), { authTagLength: 16 })
  cipher.setAAD(bytesOf(context)).setAuthTag(box.subarray(12, 28))
  const plaintext = cipher.update(box.subarray(28))
  try {
    return Buffer.concat([plaintext, cipher.final()]).toString('utf8')
  } catch {
    throw unreadable()
  } finally {
    key.fill(0)
  }
}

const unreadable = () => new CloudFault('invalid', 'vault', 'A sealed value is damaged, or is not of this context')
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const bytesOf = (context: Record<string, string>) =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))))
