/** One entry of ProductInformationList: which software automated discovery counts under a license configuration. */
export interface ProductInformation {
  readonly ResourceType?: string | undefined;
  readonly ProductInformationFilterList?: readonly ProductInformationFilter[] | undefined;
}

export interface ProductInformationFilter {
  readonly ProductInformationFilterName?: string | undefined;
  readonly ProductInformationFilterValue?: readonly string[] | undefined;
  readonly ProductInformationFilterComparator?: string | undefined;
}

type Comparator = 'EQUALS' | 'NOT_EQUALS';

interface FilterRule {
  readonly comparators: readonly Comparator[];
  /** Absent: any value. */
  readonly values?: RegExp;
  readonly valuesOptional?: boolean;
}

const text: FilterRule = { comparators: ['EQUALS'] };
const tagExclusion: FilterRule = { comparators: ['NOT_EQUALS'], valuesOptional: true };

/**
 * API reference, ProductInformation. The values that the reference lists are not a closed set in AWS's model, and products come
 * to it faster than to such a list: what is unknown is kept, and counts what is found under that name.
 */
const RULES: Readonly<Record<string, Readonly<Record<string, FilterRule>>>> = {
  SSM_MANAGED: {
    'Application Name': text,
    'Application Publisher': text,
    'Application Version': text,
    'Platform Name': text,
    'Platform Type': text,
    AccountId: { comparators: ['NOT_EQUALS'], values: /^[0-9]{12}$/ },
    'License Included': { comparators: ['EQUALS', 'NOT_EQUALS'] },
    // Not in AWS's reference, which has no way to say it: software that an EC2 machine brought from AWS Marketplace.
    'Marketplace Product Code': text,
  },
  RDS: { 'Engine Edition': text, 'License Pack': text },
};

/** What is wrong with a ProductInformationList, or undefined. How it goes with the other terms is `findTermsProblem`'s. */
export function findProductProblem(products: readonly ProductInformation[]): string | undefined {
  for (const { ResourceType: type = '', ProductInformationFilterList: filters = [] } of products) {
    if (!Object.hasOwn(RULES, type))
      return `Product information of ${type} is unknown; the resource types are SSM_MANAGED and RDS.`;
    if (filters.length === 0) return `Product information of ${type} has no filters.`;
    for (const filter of filters) {
      const problem = findFilterProblem(type, filter);
      if (problem) return problem;
    }
  }
  return namesOneDatabaseProduct(products)
    ? undefined
    : 'Product information of RDS names one edition or one license pack, and stands alone.';
}

function findFilterProblem(type: string, filter: ProductInformationFilter): string | undefined {
  const { ProductInformationFilterName: name = '', ProductInformationFilterComparator: comparator = '' } = filter;
  const values = filter.ProductInformationFilterValue ?? [];
  const rule = ruleOf(type, name);
  if (!rule) return `Product information of ${type} has no filter named "${name}".`;
  if (!(rule.comparators as readonly string[]).includes(comparator))
    return `The filter "${name}" has the comparator "${comparator}"; expected ${rule.comparators.join(' or ')}.`;
  if (values.length === 0 && !rule.valuesOptional) return `The filter "${name}" has no values.`;
  const unknown = rule.values && values.find((value) => !rule.values?.test(value));
  return unknown === undefined ? undefined : `The filter "${name}" cannot have the value "${unknown}".`;
}

function ruleOf(type: string, name: string): FilterRule | undefined {
  const rules = RULES[type]!;
  if (Object.hasOwn(rules, name)) return rules[name];
  return type === 'SSM_MANAGED' && /^Tag:.{1,128}$/s.test(name) ? tagExclusion : undefined;
}

function namesOneDatabaseProduct(products: readonly ProductInformation[]): boolean {
  if (products.every((product) => product.ResourceType !== 'RDS')) return true;
  const filters = products.flatMap((product) => product.ProductInformationFilterList ?? []);
  return products.length === 1 && filters.length === 1 && filters[0]?.ProductInformationFilterValue?.length === 1;
}
