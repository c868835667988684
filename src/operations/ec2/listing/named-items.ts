import type { Ec2Kind } from '../ec2-ids.ts';

/** The items that a request's ids name, or all where it names none; faults with the kind's code when one is not there. */
export function namedItems<Item>(
  items: readonly Item[],
  ids: readonly string[] | undefined,
  { kind, idOf }: { kind: Ec2Kind; idOf: (item: Item) => string },
): readonly Item[] {
  if (!ids?.length) return items;
  const missing = ids.filter((id) => !items.some((item) => idOf(item) === id));
  if (missing.length > 0) throw kind.notFound(missing);
  return items.filter((item) => ids.includes(idOf(item)));
}
