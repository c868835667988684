import { type Filter, type FilterRules, parseFilters } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';
import { beginSlices } from '../../../slices.ts';

/** The items that match the filters of a request, in slices; faults as `filterTest` does. */
export async function filterItems<Item>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  rules: FilterRules<Item>,
): Promise<Item[]> {
  const matches = filterTest(filters, rules);
  const slices = beginSlices();
  const matching: Item[] = [];
  for (const item of items) {
    if (matches(item)) matching.push(item);
    if (slices.over()) await slices.next();
  }
  return matching;
}

/** Whether an item matches the filters of a request; faults InvalidParameterValue and FilterLimitExceeded. */
export function filterTest<Item>(
  filters: readonly Filter[] | undefined,
  rules: FilterRules<Item>,
): (item: Item) => boolean {
  const parsed = parseFilters(filters, rules);
  if (parsed.ok) return parsed.matches;
  if (parsed.kind === 'invalid') throw new Fault('InvalidParameterValue', `The filter '${parsed.name}' is invalid`);
  const { what, limit } = parsed;
  throw new Fault(
    'FilterLimitExceeded',
    what === 'characters'
      ? `A filter value can have ${limit} characters at most. Use a shorter one, with a * in it.`
      : `A request can have ${limit} ${what === 'filters' ? 'filters' : 'filter values'} at most. Split it into several.`,
  );
}
