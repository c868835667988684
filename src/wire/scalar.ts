import { CommonFault } from '../fault.ts';

export const MAX_LIST_ITEMS = 1_000;
export const MAX_DEPTH = 32;

/** The refusal of a value that is not what the member takes; `path` names the member as the client spells it. */
export const wrongType = (path: string, value: unknown, expected: string): CommonFault =>
  new CommonFault('WrongType', `The value of ${clip(path)} is ${describe(value)}: expected ${expected}.`);

/** Whether a value is a string that the database can hold. */
export const isSound = (value: unknown): value is string =>
  typeof value === 'string' && !value.includes('\0') && value.isWellFormed();

/** A string that the database can hold: no NUL, no half of a surrogate pair. */
export function checkString(path: string, text: string): string {
  if (!isSound(text))
    throw new CommonFault('InvalidMember', `The value of ${clip(path)} holds a NUL or a broken Unicode character.`);
  return text;
}

/** A number that is what the client wrote: finite, and no integer that a double rounds. */
export function checkNumber(path: string, value: number): number {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw new CommonFault(
      'InvalidMember',
      `The value of ${clip(path)} is out of range: expected a number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}.`,
    );
  return value === 0 ? 0 : value; // turns -0 into 0
}

/** The bytes of a Base64 text. */
export function checkBlob(path: string, text: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw wrongType(path, text, 'Base64 text');
  return Buffer.from(text, 'base64');
}

export function checkItemCount(path: string, count: number, limit: number = MAX_LIST_ITEMS): void {
  if (count > limit) throw new CommonFault('InvalidMember', `${path} has ${count} items: expected at most ${limit}.`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a structure';
  return `the ${typeof value} ${clip(JSON.stringify(value))}`;
}

/** What a client sent, short enough to be quoted in a message. */
export const clip = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}...` : text);
