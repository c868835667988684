import type { ProductInformation } from './product-information.ts';

/** The values of the filter "License Included" that AWS licenses with a usage operation. */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  'RunInstances:0002': ['windows-server-datacenter'],
  'RunInstances:0202': ['windows-server-datacenter', 'sql-server-web'],
  'RunInstances:0006': ['windows-server-datacenter', 'sql-server-standard'],
  'RunInstances:0102': ['windows-server-datacenter', 'sql-server-enterprise'],
};

/** What AWS licenses with a usage operation, as the filter "License Included" names it; nothing for a server that is not EC2's. */
export const includedProducts = (usageOperation = ''): readonly string[] =>
  Object.hasOwn(INCLUDED, usageOperation) ? INCLUDED[usageOperation]! : [];

/** The usage operations that bring what the filter "License Included" names by this value; none where it names nothing. */
export const usageOperationsWith = (product: string): string[] =>
  Object.keys(INCLUDED).filter((usageOperation) => includedProducts(usageOperation).includes(product));

/**
 * Whether a license configuration gives up a machine that is now billed by this usage operation: when every rule of its
 * product information leaves out software that AWS licenses (user guide, "Convert a license type").
 */
export function givesUpIncluded(products: readonly ProductInformation[], usageOperation: string): boolean {
  const included = includedProducts(usageOperation);
  return products.length > 0 && products.every((product) => leavesOut(product, included));
}

const leavesOut = (
  { ProductInformationFilterList: filters = [] }: ProductInformation,
  included: readonly string[],
): boolean =>
  filters.some(
    (filter) =>
      filter.ProductInformationFilterName === 'License Included' &&
      filter.ProductInformationFilterComparator === 'NOT_EQUALS' &&
      (filter.ProductInformationFilterValue ?? []).some((value) => included.includes(value)),
  );
