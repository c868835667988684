import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keeps the secrets of access keys encrypted in the database, each bound to its access key ID. */
export interface SecretBox {
  readonly seal: (accessKeyId: string, secret: string) => Buffer;
  /** Throws `SecretBoxError` when the secret was sealed under another master key, or for another access key. */
  readonly open: (accessKeyId: string, sealed: Uint8Array) => string;
}

export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';

  constructor(accessKeyId: string, cause: unknown) {
    super(
      `The stored secret of access key ${accessKeyId} was not sealed with this master key. Restore the key that the ` +
        'database was first used with: set HEADROOM_MASTER_KEY to it, or put back master.key in HEADROOM_DATA.',
      { cause },
    );
  }
}

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM under `masterKey` of 32 bytes. A sealed secret is: format version, nonce, tag, ciphertext. */
export function createSecretBox(masterKey: Uint8Array): SecretBox {
  return {
    seal: (accessKeyId, secret) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, masterKey, nonce).setAAD(Buffer.from(accessKeyId));
      const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(formatVersion), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open: (accessKeyId, sealed) => {
      try {
        return decrypt(masterKey, accessKeyId, sealed);
      } catch (cause) {
        throw new SecretBoxError(accessKeyId, cause);
      }
    },
  };
}

function decrypt(masterKey: Uint8Array, accessKeyId: string, sealed: Uint8Array): string {
  const tagStart = 1 + nonceBytes;
  const textStart = tagStart + tagBytes;
  if (sealed[0] !== formatVersion) throw new RangeError(`Unknown format ${sealed[0]}`);
  const decipher = createDecipheriv(algorithm, masterKey, sealed.subarray(1, tagStart), { authTagLength: tagBytes })
    .setAAD(Buffer.from(accessKeyId))
    .setAuthTag(sealed.subarray(tagStart, textStart));
  return Buffer.concat([decipher.update(sealed.subarray(textStart)), decipher.final()]).toString('utf8');
}
