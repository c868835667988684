/**
 * What is known of a request: the values of a condition key, whose name is asked for in lower case (`aws:principaltag/team`).
 * Undefined where the request has no such key. It is asked for only the keys that a policy names.
 */
export type Context = (key: string) => readonly string[] | undefined;

/** Values of condition keys, by their names. */
export type Keys = Readonly<Record<string, readonly string[]>>;

/** A context of keys that are known beforehand, in any case. */
export function contextOf(keys: Keys): Context {
  const byName = new Map(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), values]));
  return (key) => byName.get(key);
}
