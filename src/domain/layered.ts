/**
 * A map that is copied at no cost: a copy keeps what is set in it to itself, and reads the rest from the one below, which stays as
 * it is for as long as the copy is used.
 */
export class Layered<Key, Value> {
  readonly #own: Map<Key, Value | undefined>;
  readonly #below: Layered<Key, Value> | undefined;

  constructor(entries: Iterable<readonly [Key, Value]> = [], below?: Layered<Key, Value>) {
    this.#own = new Map(entries);
    this.#below = below;
  }

  get(key: Key): Value | undefined {
    return this.#own.has(key) ? this.#own.get(key) : this.#below?.get(key);
  }

  set(key: Key, value: Value): void {
    this.#own.set(key, value);
  }

  delete(key: Key): void {
    this.#own.set(key, undefined);
  }

  /** All that there is, each in the place that it had when it first came. */
  entries(): Map<Key, Value> {
    const all = new Map(this.#below?.entries());
    for (const [key, value] of this.#own) {
      if (value === undefined) all.delete(key);
      else all.set(key, value);
    }
    return all;
  }

  copy(): Layered<Key, Value> {
    return new Layered<Key, Value>([], this);
  }
}
