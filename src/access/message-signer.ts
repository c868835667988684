import { createPrivateKey, hash, sign, webcrypto } from 'node:crypto';
import type { Kysely } from 'kysely';
import { textToSign } from '../domain/notifications/message.ts';
import { findMessageKey, insertMessageKey, type MessageKeyRow } from '../store/message-key.ts';
import type { DB } from '../store/schema.ts';
import { ensureKey } from './ensure-key.ts';
import { kept } from './kept.ts';
import type { SecretBox } from './secret-box.ts';

/** Signs messages as SNS does, with an RSA key that all servers on a database share. */
export interface MessageSigner {
  /** SNS's JSON with its signature, and where the certificate is that proves it. */
  readonly sign: (
    json: Readonly<Record<string, unknown>>,
    how: { readonly version: '1' | '2'; readonly publicUrl: string },
  ) => Promise<Readonly<Record<string, unknown>>>;
}

/** The path of a key's certificate. */
export const certificatePath = (keyId: string): string => `/SimpleNotificationService-${keyId}.pem`;

const DIGESTS = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' } as const;

export function createMessageSigner({ db, secretBox }: { db: Kysely<DB>; secretBox: SecretBox }): MessageSigner {
  const find = kept(async () => {
    const { keyId, sealed } = await ensureKey(db, {
      of: 'message',
      find: findMessageKey,
      make: () => makeKey(secretBox),
      insert: insertMessageKey,
    });
    return { keyId, privateKey: createPrivateKey(secretBox.open(keyId, sealed)) };
  });
  return {
    sign: async (json, { version, publicUrl }) => {
      const { keyId, privateKey } = await find();
      const signature = sign(DIGESTS[version], Buffer.from(textToSign(json)), privateKey);
      return {
        ...json,
        SignatureVersion: version,
        Signature: signature.toString('base64'),
        SigningCertURL: `${publicUrl}${certificatePath(keyId)}`,
      };
    },
  };
}

async function makeKey(secretBox: SecretBox): Promise<MessageKeyRow> {
  const { certificate, privateKey } = await makeCertificate();
  const keyId = hash('sha256', certificate, 'hex').slice(0, 32);
  return { keyId, certificate, sealed: secretBox.seal(keyId, privateKey) };
}

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const YEARS_VALID = 20;

/** A key, and a certificate that it signed itself; both PEM. The library is loaded for this alone. */
async function makeCertificate(): Promise<{ certificate: string; privateKey: string }> {
  await import('reflect-metadata'); // which it asks for
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS_VALID);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { serialNumber: '01', name: 'CN=sns.headroom', notBefore, notAfter, keys, signingAlgorithm: ALGORITHM },
    webcrypto as never,
  );
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate: certificate.toString('pem'),
    privateKey: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
