import type { ServerInventory } from '../server-inventory.ts';

/** A server that a file describes. */
export interface ImportedServer extends ServerInventory {
  /** What names the machine in its source from one file to the next; a file written later with the same is an update. */
  readonly sourceId: string;
  /** The program that wrote the file, with its version where it says so. */
  readonly source: string;
  /** What the file says that was not taken over, for a person to read. */
  readonly leftOut: readonly string[];
}
