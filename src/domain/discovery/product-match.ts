import { includedProducts } from '../licenses/license-included.ts';
import type { ProductInformation, ProductInformationFilter } from '../licenses/product-information.ts';

/** What is known of the software of a server; texts as it reported them. */
export interface ServerSoftware {
  readonly accountId: string;
  readonly platformName: string | undefined;
  readonly platformType: string | undefined;
  readonly applications: readonly InstalledApplication[];
  readonly tags: Readonly<Record<string, string>>;
  /** Of an EC2 machine: what AWS licenses with it follows from this. */
  readonly usageOperation?: string;
  /** Of an EC2 machine: of the software that it brought from AWS Marketplace. */
  readonly productCodes?: readonly string[];
}

interface InstalledApplication {
  readonly Name?: string;
  readonly Publisher?: string;
  readonly Version?: string;
}

/**
 * Whether automated discovery counts a server under a license configuration: one entry is enough, all filters of an
 * entry must fit, and of a filter one value. The filters on an application must fit one and the same application. Texts
 * are compared letter by letter (user guide, automated discovery; how filters combine is not published).
 */
export const matchesServer = (products: readonly ProductInformation[], server: ServerSoftware): boolean =>
  products.some((product) => product.ResourceType === 'SSM_MANAGED' && matchesEntry(product, server));

/** Whether a license configuration could count some server with these applications, whatever else is known of it. */
export const couldMatch = (
  products: readonly ProductInformation[],
  applications: readonly InstalledApplication[],
): boolean =>
  products.some(
    ({ ResourceType, ProductInformationFilterList: filters = [] }) =>
      ResourceType === 'SSM_MANAGED' && matchesApplications(filters.filter(isOfApplication), applications),
  );

/** What is known of the software of a database. */
export interface DatabaseSoftware {
  /** Such as `oracle-ee`; undefined where the engine has none. */
  readonly edition: string | undefined;
  readonly licensePacks: readonly string[];
}

/** Whether automated discovery counts a database under a license configuration: by its edition, or by a license pack. */
export const matchesDatabase = (
  products: readonly ProductInformation[],
  { edition, licensePacks }: DatabaseSoftware,
): boolean =>
  products.some(
    ({ ResourceType, ProductInformationFilterList: filters = [] }) =>
      ResourceType === 'RDS' &&
      filters.length > 0 &&
      filters.every((filter) => {
        const isEdition = filter.ProductInformationFilterName === 'Engine Edition';
        const has = isEdition ? [edition] : licensePacks;
        return valuesOf(filter).some((value) => has.includes(value));
      }),
  );

const APPLICATION_MEMBERS: Readonly<Record<string, keyof InstalledApplication>> = {
  'Application Name': 'Name',
  'Application Publisher': 'Publisher',
  'Application Version': 'Version',
};

function matchesEntry({ ProductInformationFilterList: filters = [] }: ProductInformation, server: ServerSoftware) {
  return (
    filters.length > 0 &&
    filters.every((filter) => isOfApplication(filter) || matchesFilter(filter, server)) &&
    matchesApplications(filters.filter(isOfApplication), server.applications)
  );
}

/** Whether one and the same application fits all filters. */
const matchesApplications = (
  filters: readonly ProductInformationFilter[],
  applications: readonly InstalledApplication[],
): boolean =>
  filters.length === 0 ||
  applications.some((application) =>
    filters.every((filter) =>
      valuesOf(filter).includes(application[memberOf(filter.ProductInformationFilterName)!] ?? ''),
    ),
  );

const isOfApplication = ({ ProductInformationFilterName: name }: ProductInformationFilter): boolean =>
  memberOf(name) !== undefined;

const memberOf = (name = ''): keyof InstalledApplication | undefined =>
  Object.hasOwn(APPLICATION_MEMBERS, name) ? APPLICATION_MEMBERS[name] : undefined;

const valuesOf = ({ ProductInformationFilterValue: values = [] }: ProductInformationFilter): readonly string[] =>
  values;

function matchesFilter(filter: ProductInformationFilter, server: ServerSoftware): boolean {
  const { ProductInformationFilterName: name = '', ProductInformationFilterComparator: comparator } = filter;
  const values = valuesOf(filter);
  const wanted = comparator !== 'NOT_EQUALS';
  if (name === 'Platform Name') return values.includes(server.platformName ?? '') === wanted;
  if (name === 'Platform Type') return values.includes(server.platformType ?? '') === wanted;
  if (name === 'AccountId') return values.includes(server.accountId) === wanted;
  if (name === 'License Included')
    return includedProducts(server.usageOperation).some((product) => values.includes(product)) === wanted;
  if (name === 'Marketplace Product Code') return (server.productCodes ?? []).some((code) => values.includes(code));
  const key = /^Tag:(.*)$/s.exec(name)?.[1] ?? '';
  const value = Object.hasOwn(server.tags, key) ? server.tags[key] : undefined;
  // Without values the tag alone excludes.
  const has = value !== undefined && (values.length === 0 || values.includes(value));
  return has === wanted;
}
