import { encodePageToken } from '../../src/domain/page.ts';
import type { Shape } from '../../src/wire/shape.ts';
import { oddText, oddValue, typedValue } from './odd-values.ts';
import type { Random } from './random.ts';
import type { Input, World } from './valid-inputs.ts';

export interface Mutation {
  readonly operation: string;
  readonly shape: Shape;
  readonly random: Random;
  readonly world: World;
}

/** A place in an input: `holder[key]`. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Characters of a list, so that the request stays below what a server reads. */
const MOST_TEXT = 400_000;

type Mutate = (input: Input, mutation: Mutation) => Input;

/** What can be wrong about an input, or merely odd. */
export const inputMutations: Readonly<Record<string, Mutate>> = {
  'as it is': (input) => input,
  'odd value': (input, { random, world }) =>
    at(input, random, ({ holder, key }) => set(holder, key, oddValue(random, world))),
  'typed member': (input, { shape, random, world }) => {
    if (shape.kind !== 'structure' || shape.members.length === 0) return input;
    const { name, shape: member } = random.pick(shape.members);
    return { ...input, [name]: typedValue(member, random, world) };
  },
  'typed input': (input, { shape, random, world }) => ({ ...input, ...(typedValue(shape, random, world) as Input) }),
  'member left out': (input, { random }) => at(input, random, ({ holder, key }) => delete holder[key]),
  'unknown member': (input, { random, world }) =>
    at(input, random, ({ holder }) => set(holder, oddText(random, world), oddValue(random, world))),
  'many items': (input, { random, world }) => {
    const item = oddText(random, world);
    const count = Math.min(random.pick([0, 1, 1_000, 1_001, 20_000]), Math.floor(MOST_TEXT / (item.length + 20)));
    const items = Array(count).fill(item);
    return at(input, random, ({ holder, key }) => set(holder, key, items));
  },
  'odd token': (input, { random, world }) => ({ ...input, NextToken: oddValue(random, world) }),
  'forged token': ({ MaxResults: _, ...scope }, { operation, random, world }) => ({
    ...scope,
    NextToken: encodePageToken({ operation, scope, after: oddKey(random, world) }),
  }),
  'odd filter': (input, { random, world }) => ({
    ...input,
    Filters: [{ Name: oddText(random, world), Values: [oddText(random, world), oddText(random, world)] }],
  }),
};

const oddKey = (random: Random, world: World): (string | number)[] =>
  Array.from({ length: 1 + random.below(3) }, () =>
    random.below(2) ? oddText(random, world) : random.pick([-1, 0, 0.5, 1e308, 2 ** 63]),
  );

/** The input with one of its places changed. */
function at(input: Input, { pick }: Random, change: (place: Place) => unknown): Input {
  const copy = structuredClone(input);
  const places = placesOf(copy);
  if (places.length > 0) change(pick(places));
  return copy;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

/** Defines the member, so that `__proto__` is one like any other. */
const set = (holder: Record<string, unknown>, key: string, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
