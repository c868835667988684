import { CommonFault } from './fault.ts';

const MB = 1024 * 1024;

/** What is under way at a time, in this process, of one account and of one connection. */
export interface Limits {
  readonly requests: number;
  readonly requestsOfAccount: number;
  readonly requestsOfConnection: number;
  /** Items that long requests ask for which are worked on; those beyond wait for their turn, for so long. */
  readonly items: number;
  readonly itemsOfAccount: number;
  readonly patienceMs: number;
  /** Bytes of answers that clients have not taken: beyond, long requests wait, and beyond twice as many all are refused. */
  readonly bytes: number;
  readonly bytesOfAccount: number;
  /** Bytes of large bodies that are read. */
  readonly received: number;
}

export const LIMITS: Limits = {
  requests: 1_024,
  requestsOfAccount: 512,
  requestsOfConnection: 64,
  items: 6_000,
  itemsOfAccount: 3_000,
  patienceMs: 5_000,
  bytes: 64 * MB,
  bytesOfAccount: 16 * MB,
  received: 128 * MB,
};

/** A request that asks for no more items than this never waits for others. */
const SHORT = 100;

/** One request, from its headers until its answer is taken or its connection is closed. */
export interface Visit {
  /** Its body is large, and this much of it came. Throws the fault Busy where too much of others is read. */
  receive(bytes: number): void;
  /** It is read. Throws the fault Busy where too many are under way. */
  arrive(): void;
  /** It is an account's and asks for so many items; resolves when it is its turn. Throws the fault Busy where it is not for long. */
  begin(accountId: string, items: number): Promise<void>;
  /** It waits for something that takes nothing of this process, and is not counted any more. */
  rest(): void;
  /** Its answer is made, of so many bytes. */
  made(bytes: number): void;
  /** So many of them are taken. */
  taken(bytes: number): void;
  end(): void;
}

export interface Admission {
  visit(connection: object): Visit;
  /** Whether a request that comes now is refused. */
  isBusy(): boolean;
}

/** What is under way of whatever is counted. */
interface Tally {
  requests: number;
  items: number;
  bytes: number;
}

interface Waiting {
  readonly account: Tally;
  readonly items: number;
  readonly go: () => void;
}

/** Bounds what is under way, so that no caller takes the memory or the time of all. */
export function createAdmission(limits: Limits = LIMITS): Admission {
  const state: State = { limits, all: none(), received: 0, accounts: new Map(), queue: [] };
  const connections = new WeakMap<object, Tally>();
  return {
    isBusy: () => state.all.requests >= limits.requests || state.all.bytes >= 2 * limits.bytes,
    visit: (connection) => {
      const known = connections.get(connection);
      const ofConnection = known ?? none();
      if (!known) connections.set(connection, ofConnection);
      return new RequestVisit(state, ofConnection);
    },
  };
}

interface State {
  readonly limits: Limits;
  readonly all: Tally;
  received: number;
  readonly accounts: Map<string, Tally>;
  /** In the order they came; who does not fit is passed by who does. */
  readonly queue: Waiting[];
}

const none = (): Tally => ({ requests: 0, items: 0, bytes: 0 });
const busy = (what: string): CommonFault => new CommonFault('Busy', `${what} Try again in a moment.`);

class RequestVisit implements Visit {
  readonly #state: State;
  readonly #connection: Tally;
  #accountId = '';
  #account: Tally | undefined;
  #arrived = false;
  #items = 0;
  #bytes = 0;
  #received = 0;
  #ended = false;

  constructor(state: State, connection: Tally) {
    this.#state = state;
    this.#connection = connection;
  }

  receive(bytes: number): void {
    const state = this.#state;
    if (this.#ended || state.received + bytes > state.limits.received)
      throw busy('This server reads as many large requests as it can.');
    state.received += bytes;
    this.#received += bytes;
  }

  arrive(): void {
    const { all, limits } = this.#state;
    if (this.#connection.requests >= limits.requestsOfConnection)
      throw busy(`This connection has ${limits.requestsOfConnection} requests under way.`);
    if (all.requests >= limits.requests) throw busy(`This server has ${limits.requests} requests under way.`);
    if (all.bytes >= 2 * limits.bytes) throw busy('This server has too many answers that are not read.');
    this.#arrived = true;
    all.requests += 1;
    this.#connection.requests += 1;
  }

  async begin(accountId: string, items: number): Promise<void> {
    const { accounts, limits } = this.#state;
    const account = accounts.get(accountId) ?? none();
    if (account.requests >= limits.requestsOfAccount)
      throw busy(`The account has ${limits.requestsOfAccount} requests under way.`);
    if (account.bytes >= 2 * limits.bytesOfAccount)
      throw busy('The account has too many answers that it does not read.');
    accounts.set(accountId, account);
    this.#accountId = accountId;
    this.#account = account;
    account.requests += 1;
    if (items > SHORT) await this.#takeTurn(account, items);
  }

  rest(): void {
    if (!this.#arrived) return;
    this.#arrived = false;
    this.#state.all.requests -= 1;
    this.#connection.requests -= 1;
    if (this.#account) this.#account.requests -= 1;
  }

  made(bytes: number): void {
    this.#count({ items: -this.#items, bytes });
  }

  taken(bytes: number): void {
    this.#count({ items: 0, bytes: -Math.min(bytes, this.#bytes) });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const { accounts } = this.#state;
    this.#state.received -= this.#received;
    this.rest();
    this.#count({ items: -this.#items, bytes: -this.#bytes });
    if (this.#account?.requests === 0 && this.#account.bytes === 0) accounts.delete(this.#accountId);
  }

  async #takeTurn(account: Tally, items: number): Promise<void> {
    const { queue, limits } = this.#state;
    if (fits(this.#state, { account, items })) return this.#count({ items, bytes: 0 });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = {
      account,
      items,
      go: () => {
        if (!this.#ended) this.#count({ items, bytes: 0 });
        resolve();
      },
    };
    queue.push(waiting);
    const impatience = setTimeout(
      () => reject(busy('This server makes as many long answers as it can.')),
      limits.patienceMs,
    ).unref();
    await promise.finally(() => {
      clearTimeout(impatience);
      const index = queue.indexOf(waiting);
      if (index >= 0) queue.splice(index, 1);
    });
  }

  /** Counts what is under way more, or less; less may be room for others. */
  #count({ items, bytes }: { items: number; bytes: number }): void {
    this.#items += items;
    this.#bytes += bytes;
    for (const tally of [this.#state.all, this.#account ?? none()]) {
      tally.items += items;
      tally.bytes += bytes;
    }
    if (items < 0 || bytes < 0) letGo(this.#state);
  }
}

function letGo(state: State): void {
  for (let index = 0; index < state.queue.length; )
    if (fits(state, state.queue[index]!)) state.queue.splice(index, 1)[0]!.go();
    else index += 1;
}

const fits = ({ all, limits }: State, { account, items }: Pick<Waiting, 'account' | 'items'>): boolean =>
  isBelow(account.items, items, limits.itemsOfAccount) &&
  isBelow(all.items, items, limits.items) &&
  account.bytes < limits.bytesOfAccount &&
  all.bytes < limits.bytes;

/** What is more than the limit by itself goes alone. */
const isBelow = (under: number, more: number, limit: number): boolean => under === 0 || under + more <= limit;
