import { Fault } from '../../../fault.ts';

/** EC2 user guide, instance user data: the size before it is encoded. */
const MAX_BYTES = 16_384;

/** User data in Base64 as EC2 takes it, or undefined for none; faults InvalidParameterValue, in EC2's words. */
export function checkUserData(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const compact = text.replace(/\s/g, ''); // as base64(1) and MIME wrap it
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.length % 4 !== 0)
    throw new Fault('InvalidParameterValue', 'Invalid BASE64 encoding of user data');
  if (Buffer.byteLength(compact, 'base64') > MAX_BYTES)
    throw new Fault('InvalidParameterValue', `User data is limited to ${MAX_BYTES} bytes`);
  return compact;
}
