// The pretend KMS: real encryption under keys that stay on the shelf. Keys are not managed: any name is one.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { AwsError } from './aws-error.ts'
import type { Caller, Kernel, Service } from './kernel.ts'

type Context = Record<string, string>
type EncryptInput = { KeyId: string; Plaintext: Uint8Array; EncryptionContext?: Context }
type DecryptInput = { KeyId?: string; CiphertextBlob: Uint8Array; EncryptionContext?: Context }
type DataKeyInput = { KeyId: string; KeySpec?: string; NumberOfBytes?: number; EncryptionContext?: Context }

export const kms: Service = kernel => ({
  commands: {
    // 4096 bytes: https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
    Encrypt: async (input: EncryptInput, caller) => {
      if (input.Plaintext.length < 1 || input.Plaintext.length > 4096)
        throw new AwsError('ValidationException', "Value at 'plaintext' must have a length from 1 to 4096")
      const KeyId = keyArn(caller, input.KeyId)
      return { KeyId, CiphertextBlob: encrypt(kernel, KeyId, input.Plaintext, input.EncryptionContext) }
    },

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
    Decrypt: async (input: DecryptInput, caller) => {
      const { keyId, plaintext } = decrypt(kernel, caller, Buffer.from(input.CiphertextBlob), input.EncryptionContext)
      if (input.KeyId && keyArn(caller, input.KeyId) !== keyId)
        throw new AwsError(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        )
      return { KeyId: keyId, Plaintext: new Uint8Array(plaintext) }
    },

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
    GenerateDataKey: async (input: DataKeyInput, caller) => {
      const bytes = input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32)
      const KeyId = keyArn(caller, input.KeyId)
      const Plaintext = new Uint8Array(Buffer.from(kernel.random.hex(bytes), 'hex'))
      return { KeyId, Plaintext, CiphertextBlob: encrypt(kernel, KeyId, Plaintext, input.EncryptionContext) }
    },
  },
})

const keys = 'kms.key'

const keyArn = (caller: Caller, name: string) =>
  name.startsWith('arn:')
    ? name
    : `arn:aws:kms:${caller.region}:${caller.accountId}:${name.includes('/') ? name : `key/${name}`}`

const materialOf = (kernel: Kernel, keyId: string) => {
  const kept = kernel.shelf.get<string>(keys, keyId)
  const material = kept ?? kernel.random.hex(32)
  if (!kept) kernel.shelf.put(keys, keyId, material)
  return Buffer.from(material, 'hex')
}

/** Two bytes of length, the key's ARN, 12 of nonce, 16 of tag, the rest. */
const encrypt = (kernel: Kernel, keyId: string, plaintext: Uint8Array, context: Context | undefined) => {
  const nonce = Buffer.from(kernel.random.hex(12), 'hex')
  const cipher = createCipheriv('aes-256-gcm', materialOf(kernel, keyId), nonce).setAAD(bytesOf(context))
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const name = Buffer.from(keyId)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(name.length)
  return new Uint8Array(Buffer.concat([length, name, nonce, cipher.getAuthTag(), sealed]))
}

const decrypt = (kernel: Kernel, caller: Caller, blob: Buffer, context: Context | undefined) => {
  const invalid = () => new AwsError('InvalidCiphertextException', 'The ciphertext is invalid.')
  const start = blob.length < 2 ? 0 : 2 + blob.readUInt16BE(0)
  if (start === 0 || blob.length < start + 28) throw invalid()
  const keyId = blob.toString('utf8', 2, start)
  const material = kernel.shelf.get<string>(keys, keyId)
  // Another account's key: KMS says AccessDenied; nobody here shares keys.
  if (!material || !keyId.includes(`:${caller.accountId}:`)) throw invalid()
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(material, 'hex'), blob.subarray(start, start + 12))
    decipher.setAAD(bytesOf(context)).setAuthTag(blob.subarray(start + 12, start + 28))
    return { keyId, plaintext: Buffer.concat([decipher.update(blob.subarray(start + 28)), decipher.final()]) }
  } catch {
    throw invalid()
  }
}

const bytesOf = (context: Context = {}) => Buffer.from(JSON.stringify(Object.entries(context).sort(byName)))
const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1)
