import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type SchemaFile, schemaFile, UNIT } from '../src/wire/schema-file.ts';
import { services } from '../src/wire/services.ts';

// `npm run service-schemas`: writes the schemas of every service in src/wire/services.ts to `generated`, from the SDK
// client that has them. A client is megabytes of code; of it, the server needs this alone.

type SchemaTuple = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];

const OPERATION = 9;
const ERROR = -3;
const STRUCTURES: readonly number[] = [3, 4];

const require = createRequire(import.meta.url);

export const clients: readonly string[] = [...new Set(services.flatMap(({ client }) => client ?? []))];

/** The schemas of a client, with everything that its operations lead to. */
export function storeSchemas(exports: Readonly<Record<string, unknown>>): SchemaFile {
  const operations: Record<string, SchemaFile['operations'][string]> = {};
  const errors: Record<string, unknown> = {};
  const shapes: Record<string, SchemaFile['shapes'][string]> = {};
  const names = new Map<unknown, string>();

  const store = (value: unknown): unknown => {
    const schema = typeof value === 'function' ? value() : value;
    if (isSchema(schema)) return names.get(schema) ?? storeShape(schema);
    // A member with traits of its own.
    return Array.isArray(schema) ? [store(schema[0]), schema[1]] : schema;
  };
  const storeShape = (schema: SchemaTuple): string => {
    const [kind, , ownName, traits, ...rest] = schema;
    let name = ownName;
    while (name === UNIT || Object.hasOwn(shapes, name)) name += '~'; // a list may share its name with another
    names.set(schema, name);
    shapes[name] = [kind, traits]; // holds the name while what it leads to is stored
    const [members, types, required] = rest;
    const stored = STRUCTURES.includes(kind) ? [members, (types as unknown[]).map(store), required] : rest.map(store);
    shapes[name] = [kind, traits, ...stored];
    return name;
  };

  for (const [kind, , name, traits, ...ends] of Object.values(exports).filter(isSchema)) {
    if (kind === OPERATION) operations[name] = [traits, store(ends[0]) as string, store(ends[1]) as string];
    if (kind === ERROR) errors[name] = traits;
  }
  return { operations, errors, shapes };
}

const isSchema = (value: unknown): value is SchemaTuple =>
  Array.isArray(value) && typeof value[0] === 'number' && typeof value[2] === 'string';

/** The text of a client's file. */
export const renderSchemas = (client: string): string =>
  JSON.stringify(storeSchemas(require(`@aws-sdk/client-${client}`)));

if (import.meta.main)
  try {
    for (const client of clients) {
      mkdirSync(dirname(schemaFile(client)), { recursive: true });
      writeFileSync(schemaFile(client), renderSchemas(client));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    console.error(
      'The schemas of services are made of AWS SDK clients, which are development dependencies. Run `npm ci` and then ' +
        '`npm prune --omit=dev --ignore-scripts`, or install the package that `npm pack` makes.',
    );
    process.exitCode = 1;
  }
