import type { Constraints } from '../../domain/constraints.ts';
import { badRequest } from './named-group.ts';

export const filterConstraints: Constraints = {
  Filters: { items: [0, 10] },
  'Filters[].Values': { items: [1, 5] },
  'Filters[].Values[]': { length: [1, 128] },
};

/** The values that each filter of a request allows, by name; faults on a name that the list does not have. */
export function readFilters(
  filters: readonly { readonly Name: string | undefined; readonly Values: readonly string[] | undefined }[] | undefined,
  names: readonly string[],
): { readonly name: string; readonly values: readonly string[] }[] {
  return (filters ?? []).map(({ Name: name = '', Values: values = [] }) => {
    if (!names.includes(name))
      throw badRequest(`There is no filter named "${name}"; the filters are ${names.join(', ')}.`);
    return { name, values };
  });
}
