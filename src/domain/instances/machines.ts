import { Layered } from '../layered.ts';
import type { Instance } from './instance.ts';

type OnHosts = ReadonlyMap<string, readonly Instance[]>;

const NONE: readonly Instance[] = [];

/**
 * Machines by id, and those of each host at hand: what a decision looks at does not grow with the machines of other hosts. The
 * machines of a host are a new list whenever one of them changes.
 */
export class Machines {
  readonly #byId: Layered<string, Instance>;
  readonly #onHosts: Map<string, readonly Instance[]>;

  private constructor(byId: Layered<string, Instance>, onHosts: OnHosts) {
    this.#byId = byId;
    this.#onHosts = new Map(onHosts);
  }

  static of(machines: Iterable<Instance>): Machines {
    const byId = new Map([...machines].map((machine) => [machine.id, machine]));
    const onHosts = Map.groupBy(byId.values(), ({ hostId }) => hostId ?? '');
    onHosts.delete('');
    return new Machines(new Layered(byId), onHosts);
  }

  /** A copy that can be changed while this stays as it is. */
  copy(): Machines {
    return new Machines(this.#byId.copy(), this.#onHosts);
  }

  get(id: string): Instance | undefined {
    return this.#byId.get(id);
  }

  values(): MapIterator<Instance> {
    return this.#byId.entries().values();
  }

  keys(): MapIterator<string> {
    return this.#byId.entries().keys();
  }

  /** The machines that are placed on a host, in whatever state. */
  on(hostId: string): readonly Instance[] {
    return this.#onHosts.get(hostId) ?? NONE;
  }

  set(machine: Instance): void {
    const { id, hostId } = machine;
    const before = this.#byId.get(id)?.hostId;
    this.#byId.set(id, machine);
    if (before !== undefined && before === hostId) {
      const replaced = this.on(hostId).map((one) => (one.id === id ? machine : one));
      this.#onHosts.set(hostId, replaced);
      return;
    }
    this.#leave(before, id);
    if (hostId !== undefined) this.#onHosts.set(hostId, [...this.on(hostId), machine]);
  }

  delete(id: string): void {
    this.#leave(this.#byId.get(id)?.hostId, id);
    this.#byId.delete(id);
  }

  #leave(hostId: string | undefined, id: string): void {
    if (hostId === undefined) return;
    const others = this.on(hostId).filter((one) => one.id !== id);
    this.#onHosts.set(hostId, others);
  }
}
