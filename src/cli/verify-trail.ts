import { hash, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { keysOf } from './public-keys.ts';

/** What an export of the audit trail turned out to be. */
export interface Verified {
  readonly events: number;
  readonly blocks: number;
  /** Of the account, the time and the key that signed it; undefined where its end is missing. */
  readonly closing: Closing | undefined;
  /** What is wrong with it, in words that say where; empty where nothing is. */
  readonly problems: readonly string[];
}

interface Closing {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly lastDigest: string;
  readonly dropped?: { readonly number: number; readonly digest: string; readonly at: string };
  readonly key: string;
  readonly publicKeys: Readonly<Record<string, string>>;
}

interface Block {
  readonly accountId: string;
  readonly number: number;
  readonly previous: string;
  readonly key: string;
  readonly events: readonly string[];
}

interface Signed<Kind extends string, Statement> {
  readonly kind: Kind;
  readonly statement: Statement;
  readonly text: string;
  readonly signature: string;
}

type Line = Signed<'block', Block> | Signed<'closing', Closing>;

/** Problems that are told at the most: what is broken early breaks all that follows. */
const MOST_PROBLEMS = 20;
/** Events that a block can have, with room for those that somebody added. */
const MOST_PENDING = 100_000;

/**
 * Whether a file is an export of the trail that is whole, in order and unchanged. `trusted` are public keys (PEM) that its
 * reader knows from elsewhere; without them the file's own keys are taken, and it is only consistent with itself.
 */
export async function verifyTrail(file: string, trusted?: readonly string[]): Promise<Verified> {
  const reading = new Reading();
  for await (const line of linesOf(file)) if (!reading.take(line)) break;
  return reading.end(trusted);
}

class Reading {
  readonly #problems: string[] = [];
  readonly #signatures: Line[] = [];
  #pending: string[] = [];
  #events = 0;
  #blocks = 0;
  #first: Block | undefined;
  #last: { readonly block: Block; readonly digest: string } | undefined;
  #closing: Closing | undefined;

  /** Takes the next line; false where no more need be read. */
  take(line: Buffer): boolean {
    if (this.#closing) return this.#report('there are lines behind its end');
    const signed = line[0] === OPEN && (line[2] === LETTER_B || line[2] === LETTER_C) ? readSigned(line) : undefined;
    if (!signed) {
      this.#pending.push(hash('sha256', line, 'base64'));
      return this.#pending.length <= MOST_PENDING || this.#report('its events are in no block');
    }
    this.#signatures.push({ ...signed, statement: withoutEvents(signed) } as Line);
    if (signed.kind === 'block') this.#takeBlock(signed);
    else this.#takeClosing(signed.statement);
    return this.#problems.length < MOST_PROBLEMS;
  }

  end(trusted: readonly string[] | undefined): Verified {
    if (!this.#closing && this.#problems.length < MOST_PROBLEMS) this.#report('its end is missing');
    const keys = keysOf(trusted ?? Object.values(this.#closing?.publicKeys ?? {}));
    for (const line of this.#signatures) {
      if (this.#problems.length >= MOST_PROBLEMS) break;
      const key = keys.get(line.statement.key);
      const what = line.kind === 'block' ? `block ${line.statement.number}` : 'its end';
      if (!key) this.#report(`${what} is signed by the key ${line.statement.key}, which is not among those given`);
      else if (!verify(null, Buffer.from(line.text), key, Buffer.from(line.signature, 'base64')))
        this.#report(`the signature of ${what} is not that of the key ${line.statement.key}`);
    }
    return { events: this.#events, blocks: this.#blocks, closing: this.#closing, problems: this.#problems };
  }

  #takeBlock({ statement: block, text }: Signed<'block', Block>): void {
    const last = this.#last?.block;
    if (last && block.number !== last.number + 1)
      this.#report(`block ${block.number} follows block ${last.number}: expected ${last.number + 1}`);
    else if (this.#last && block.previous !== this.#last.digest)
      this.#report(`block ${block.number} does not follow from block ${last!.number}: one of them was changed`);
    if (last && block.accountId !== last.accountId) this.#report(`block ${block.number} is another account's`);
    this.#problems.push(...differences(block, this.#pending, this.#events));
    this.#events += this.#pending.length;
    this.#blocks += 1;
    this.#pending = [];
    this.#first ??= block;
    this.#last = { block, digest: hash('sha256', text, 'base64') };
  }

  #takeClosing(closing: Closing): void {
    if (this.#pending.length > 0) this.#report(`${this.#pending.length} events before its end are in no block`);
    const [first, last] = [this.#first?.number ?? 0, this.#last?.block.number ?? 0];
    if (first !== closing.firstBlock || last !== closing.lastBlock)
      this.#report(`it has the blocks ${first} to ${last}: expected ${closing.firstBlock} to ${closing.lastBlock}`);
    else if ((this.#last?.digest ?? '') !== closing.lastDigest) this.#report('its end is not that of its last block');
    if (this.#first && this.#first.accountId !== closing.accountId) this.#report("its end is another account's");
    this.#checkStart(closing);
    this.#closing = closing;
  }

  /** What was dropped is what its first blocks follow. */
  #checkStart({ dropped }: Closing): void {
    const first = this.#first;
    if (!dropped || !first) return;
    if (first.number <= dropped.number)
      this.#report(`block ${first.number} is there, and ${dropped.number} is said to be the last that was dropped`);
    else if (first.number === dropped.number + 1 && first.previous !== dropped.digest)
      this.#report(`block ${first.number} does not follow from the last that was dropped`);
  }

  #report(problem: string): false {
    this.#problems.push(problem);
    return false;
  }
}

const [OPEN, LETTER_B, LETTER_C] = [...Buffer.from('{bc')] as [number, number, number];

/** Only the text of a block is needed once its events are compared. */
const withoutEvents = ({ statement }: Line) => ('events' in statement ? { ...statement, events: [] } : statement);

/** A line that is signed, if it is written as this program writes one, byte for byte. */
function readSigned(line: Buffer): Line | undefined {
  try {
    const text = line.toString();
    const read = JSON.parse(text);
    const kind = read.block ? 'block' : 'closing';
    const { [kind]: statement, signature } = read;
    if (text !== JSON.stringify({ [kind]: statement, signature }) || !isStatement(kind, statement)) return undefined;
    return { kind, statement, text: JSON.stringify(statement), signature: String(signature) };
  } catch {
    return undefined;
  }
}

const isStatement = (kind: 'block' | 'closing', statement: Partial<Block & Closing>): boolean =>
  kind === 'block'
    ? Array.isArray(statement.events) && Number.isSafeInteger(statement.number)
    : typeof statement.publicKeys === 'object' && statement.publicKeys !== null;

/** How the events before a block differ from those that it has; `before` are those of the blocks before. */
function differences({ number, events }: Block, found: readonly string[], before: number): string[] {
  if (found.length === events.length && found.every((digest, index) => digest === events[index])) return [];
  const [has, wants] = [new Set(found), new Set(events)];
  const at = (index: number) => `event ${before + index + 1} of the file`;
  const strange = found.flatMap((digest, index) => (wants.has(digest) ? [] : [index]));
  const missing = events.flatMap((digest, index) => (has.has(digest) ? [] : [index]));
  const isSame = found.length === events.length && strange.length > 0;
  const told = [
    ...strange.map((index) => `${at(index)} ${isSame ? 'was altered' : 'was added or altered'}`),
    ...(isSame
      ? []
      : missing.map((index) => `the ${ordinal(index + 1)} event of block ${number} is missing or altered`)),
  ];
  if (told.length > 0) return told.slice(0, MOST_PROBLEMS);
  if (found.length !== events.length)
    return [`block ${number} has ${events.length} events, and ${found.length} are there`];
  const moved = found.findIndex((digest, index) => digest !== events[index]);
  return [`${at(moved)} is not where it was: events of block ${number} were swapped`];
}

const ordinal = (n: number): string => {
  const suffix =
    n % 100 > 10 && n % 100 < 14 ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<number, string>)[n % 10];
  return `${n}${suffix ?? 'th'}`;
};

/** The lines of a file, without their ends. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk as Buffer]) : (chunk as Buffer);
    let start = 0;
    for (let end = bytes.indexOf(10, start); end >= 0; end = bytes.indexOf(10, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
