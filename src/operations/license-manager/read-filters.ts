import type { Constraints } from '../../domain/constraints.ts';
import type { Filter } from '../../domain/filters.ts';
import { Fault } from '../../fault.ts';

/** AWS publishes no numbers for FilterLimitExceededException; the lists have three filter names at the most. */
const MOST_FILTERS = 5;
const MOST_VALUES = 100;

/** No name or value is longer; what is, would only swell the refusal that quotes it. */
export const filterConstraints: Constraints = {
  'Filters[].Name': { length: [0, 128] },
  'Filters[].Values[]': { length: [0, 2048] },
};

/** The filter names of a list, each with what its values may be; null where they may be anything. */
export type FilterNames = Readonly<Record<string, readonly string[] | null>>;

/**
 * The values that each filter of a request allows; a name without a filter is absent. A filter given twice allows what
 * both do. Unlike EC2's, License Manager's filters have no wildcards.
 */
export function readFilters(filters: readonly Filter[] | undefined, names: FilterNames): Map<string, string[]> {
  checkLimits(filters ?? []);
  const allowed = new Map<string, string[]>();
  for (const { Name: name = '', Values: values } of filters ?? []) {
    if (!Object.hasOwn(names, name))
      throw invalid(`There is no filter named "${name}"; the filters are ${Object.keys(names).join(', ')}.`);
    if (!values?.length) throw invalid(`The filter ${name} has no values.`);
    const known = names[name];
    const unknown = known && values.find((value) => !known.includes(value));
    if (unknown !== null && unknown !== undefined)
      throw invalid(`The filter ${name} has the value "${unknown}"; expected one of ${known?.join(', ')}.`);
    const before = allowed.get(name);
    allowed.set(name, before ? before.filter((value) => values.includes(value)) : [...values]);
  }
  return allowed;
}

function checkLimits(filters: readonly Filter[]): void {
  const values = filters.reduce((sum, filter) => sum + (filter.Values?.length ?? 0), 0);
  if (filters.length > MOST_FILTERS || values > MOST_VALUES)
    throw new Fault(
      'FilterLimitExceededException',
      `A request can have ${MOST_FILTERS} filters with ${MOST_VALUES} values in all; this one has ${filters.length} with ${values}.`,
    );
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
