import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The schemas of an SDK client as `npm run service-schemas` writes them: tuples as the client exports them, without
 * namespace and name, and with a name wherever they have a function that returns another schema.
 */
export interface SchemaFile {
  readonly operations: Readonly<Record<string, readonly [traits: unknown, input: string, output: string]>>;
  /** Traits by name. */
  readonly errors: Readonly<Record<string, unknown>>;
  readonly shapes: Readonly<Record<string, readonly [kind: number, traits: unknown, ...rest: readonly unknown[]]>>;
}

const OPERATION = 9;
const ERROR = -3;
/** What an operation without input or output has for a schema. */
export const UNIT = 'unit';

/** Where the schemas of a client are; beside `src` in a checkout and beside the compiled code in a package. */
export const schemaFile = (client: string): string =>
  join(import.meta.dirname, '..', '..', 'generated', `${client}.json`);

/**
 * The operation and error schemas of an SDK client, as the client exports them; the schemas that they lead to are made
 * when they are asked for. Throws, with the next step, when the file is not there.
 */
export function readSchemas(client: string): Readonly<Record<string, unknown>> {
  const file = schemaFile(client);
  try {
    return reviveSchemas(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const advice = 'Run `npm run service-schemas` (`npm ci` does it too), or install the package anew.';
    throw new Error(`The service schemas in ${file} are missing or broken. ${advice}`, { cause });
  }
}

export function reviveSchemas({ operations, errors, shapes }: SchemaFile): Readonly<Record<string, unknown>> {
  const named = new Map<string, unknown>([[UNIT, UNIT]]);
  const revive = (stored: unknown): unknown => {
    if (typeof stored === 'string') return () => named.get(stored) ?? reviveShape(stored);
    return Array.isArray(stored) ? [revive(stored[0]), stored[1]] : stored;
  };
  const reviveShape = (name: string): unknown => {
    const [kind, traits, ...rest] = shapes[name]!;
    const [names, members, required] = rest;
    const shape = Array.isArray(members)
      ? [kind, '', name, traits, names, members.map(revive), required]
      : [kind, '', name, traits, ...rest.map(revive)];
    named.set(name, shape);
    return shape;
  };
  return Object.fromEntries([
    ...Object.entries(operations).map(([name, [traits, ...ends]]) => [
      name,
      [OPERATION, '', name, traits, ...ends.map(revive)],
    ]),
    ...Object.entries(errors).map(([name, traits]) => [name, [ERROR, '', name, traits]]),
  ]);
}
