import type { TrailEvent } from './domain/audit/trail-record.ts';

/** How long events that are alike are counted rather than written. */
const WINDOW_MS = 60_000;
/** Events of an account in that time that are told apart; those beyond are counted together. */
const TOLD_APART = 20;

interface Counted {
  /** The latest. */
  event: TrailEvent;
  at: Date;
  /** How many were not written. */
  more: number;
}

/**
 * Keeps what a client can cause without end from filling the trail: the first of events that are alike is written at once,
 * those of the next minute are counted, and when it is over the latest is written, with how many it stands for.
 */
export class AlikeEvents {
  readonly #write: (event: TrailEvent, at: Date) => void;
  readonly #counted = new Map<string, Counted>();
  readonly #kinds = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (event: TrailEvent, at: Date) => void) {
    this.#write = write;
  }

  note(event: TrailEvent, at: Date): void {
    const key = this.#keyOf(event);
    const known = this.#counted.get(key);
    if (known) {
      Object.assign(known, { event, at, more: known.more + 1 });
      return;
    }
    this.#counted.set(key, { event, at, more: 0 });
    this.#write(event, at);
    this.#timer ??= setTimeout(() => this.end(), WINDOW_MS).unref();
  }

  /** Writes what was counted. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { event, at, more } of this.#counted.values())
      if (more > 0) this.#write({ ...event, detail: { ...event.detail, standsForEvents: more } }, at);
    this.#counted.clear();
    this.#kinds.clear();
  }

  #keyOf({ actor, error }: TrailEvent): string {
    const { accountId, action, accessKeyId, principalArn, sourceIp } = actor;
    const key = JSON.stringify([accountId, error?.code, action, principalArn, accessKeyId, sourceIp]);
    if (this.#counted.has(key)) return key;
    const kinds = (this.#kinds.get(accountId) ?? 0) + 1;
    this.#kinds.set(accountId, kinds);
    return kinds <= TOLD_APART ? key : accountId;
  }
}
