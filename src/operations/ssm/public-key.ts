import { createPublicKey } from 'node:crypto';
import { Fault } from '../../fault.ts';

/** Smaller keys are broken, larger ones cost the server more at every signature than they are worth. */
const LEAST_BITS = 2048;
const MOST_BITS = 4096;

/** A server's RSA key, as DER SubjectPublicKeyInfo, from its Base64. Faults on what is no such key. */
export function readPublicKey(text: string, type: string | undefined): Buffer {
  if (type !== undefined && type !== 'Rsa') throw invalid(`its type is "${type.slice(0, 64)}"`);
  const bits = bitsOf(text);
  if (bits === undefined) throw invalid('it is none');
  if (bits < LEAST_BITS || bits > MOST_BITS) throw invalid(`it has ${bits} bits`);
  return Buffer.from(text, 'base64');
}

/** Undefined where it is no RSA key. */
function bitsOf(text: string): number | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}

const invalid = (what: string): Fault =>
  new Fault(
    'InvalidPublicKey',
    `The public key cannot be used: ${what}. Expected an Rsa key of ${LEAST_BITS} to ${MOST_BITS} bits, as DER SubjectPublicKeyInfo in Base64.`,
  );
