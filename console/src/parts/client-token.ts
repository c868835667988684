/** A token that makes a repeat safe, of 32 characters. randomUUID is not there over plain HTTP. */
export const clientToken = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
