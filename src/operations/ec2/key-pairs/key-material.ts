import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';

// Keys in the forms of OpenSSH (RFC 4253, RFC 8709 and openssh's PROTOCOL.key), and EC2's fingerprints of them:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html

export type KeyType = 'rsa' | 'ed25519';

export interface PublicKeyMaterial {
  readonly keyType: KeyType;
  readonly fingerprint: string;
  /** As OpenSSH writes it, without a comment. */
  readonly publicKey: string;
}

const generate = promisify(generateKeyPair);

/** A new key pair; its private key is to be shown once and kept nowhere. */
export async function generateKey(keyType: KeyType): Promise<PublicKeyMaterial & { readonly privateKey: string }> {
  if (keyType === 'ed25519') {
    const { publicKey, privateKey } = await generate('ed25519', undefined);
    return { ...materialOf(publicKey), privateKey: openSshPrivateKey(publicKey, privateKey) };
  }
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 });
  const der = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
    type: 'pkcs8',
    format: 'der',
  });
  const fingerprint = withColons(createHash('sha1').update(der).digest('hex'));
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  return { ...materialOf(publicKey), fingerprint, privateKey: pem.trimEnd() };
}

/** A public key in OpenSSH's form, RFC 4716's, PEM or Base64 DER; undefined where it is none that EC2 takes. */
export function readPublicKey(text: string): PublicKeyMaterial | undefined {
  try {
    const key = parsePublicKey(text.trim());
    const isKnown =
      key.asymmetricKeyType === 'ed25519' || [1024, 2048, 4096].includes(key.asymmetricKeyDetails?.modulusLength ?? 0);
    return isKnown ? materialOf(key) : undefined;
  } catch {
    return undefined;
  }
}

function parsePublicKey(text: string): KeyObject {
  const line = /^(?:ssh-rsa|ssh-ed25519)\s+([A-Za-z0-9+/=]+)/.exec(text)?.[1];
  if (line) return fromBlob(Buffer.from(line, 'base64'));
  if (text.startsWith('---- BEGIN SSH2 PUBLIC KEY')) {
    const body = text.replace(/^----.*$/gm, '').replace(/^[^\n]*:(?:.*\\\n)*.*$/gm, '');
    return fromBlob(Buffer.from(body, 'base64'));
  }
  if (text.startsWith('-----BEGIN')) return createPublicKey(text);
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
}

function fromBlob(blob: Buffer): KeyObject {
  const [type, ...parts] = partsOf(blob);
  const [first, second] = parts.map((part) => part.subarray(part[0] === 0 ? 1 : 0).toString('base64url'));
  const jwk: JsonWebKey =
    type?.toString() === 'ssh-rsa'
      ? { kty: 'RSA', e: first!, n: second! }
      : { kty: 'OKP', crv: 'Ed25519', x: parts[0]!.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function partsOf(blob: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const length = blob.readUInt32BE(at);
    if (at + 4 + length > blob.length) throw new RangeError('A part is longer than the key.');
    parts.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

function materialOf(key: KeyObject): PublicKeyMaterial {
  const blob = toBlob(key);
  const publicKey = blob.toString('base64');
  if (key.asymmetricKeyType === 'ed25519') {
    const fingerprint = createHash('sha256').update(blob).digest('base64');
    return { keyType: 'ed25519', fingerprint, publicKey: `ssh-ed25519 ${publicKey}` };
  }
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    keyType: 'rsa',
    fingerprint: withColons(createHash('md5').update(der).digest('hex')),
    publicKey: `ssh-rsa ${publicKey}`,
  };
}

const withColons = (hex: string): string => hex.match(/../g)!.join(':');

function toBlob(key: KeyObject): Buffer {
  const { e, n, x } = key.export({ format: 'jwk' });
  if (x) return Buffer.concat([part('ssh-ed25519'), part(Buffer.from(x, 'base64url'))]);
  return Buffer.concat([part('ssh-rsa'), part(positive(e!)), part(positive(n!))]);
}

/** A number as SSH writes it: a leading zero keeps it from being taken for a negative one. */
function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return bytes[0]! & 128 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function part(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** An unencrypted OpenSSH private key, the form that EC2 gives Ed25519 keys in. */
function openSshPrivateKey(publicKey: KeyObject, privateKey: KeyObject): string {
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  const pair = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]);
  const check = randomBytes(4);
  const blob = toBlob(publicKey);
  const plain = Buffer.concat([check, check, blob, part(pair), part('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (plain.length % 8)) % 8 }, (_, i) => i + 1));
  const key = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[part('none'), part('none'), part(''), uint32(1), part(blob), part(Buffer.concat([plain, padding]))],
  ]);
  const lines = key.toString('base64').match(/.{1,70}/g)!;
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n');
}
