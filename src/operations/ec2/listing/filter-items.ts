import { type Filter, type FilterRules, parseFilters } from '../../../domain/filters.ts';
import { Fault } from '../../../fault.ts';

/** The items that match the filters of a request; faults InvalidParameterValue and FilterLimitExceeded. */
export function filterItems<Item>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  rules: FilterRules<Item>,
): Item[] {
  const parsed = parseFilters(filters, rules);
  if (parsed.ok) return items.filter(parsed.matches);
  if (parsed.kind === 'invalid') throw new Fault('InvalidParameterValue', `The filter '${parsed.name}' is invalid`);
  throw new Fault('FilterLimitExceeded', `A request can give ${parsed.limit} filter values at most.`);
}
