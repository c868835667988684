import type {
  InventoryFilter as FilterShape,
  ListResourceInventoryRequest,
  ListResourceInventoryResponse,
  ResourceInventory,
} from '@aws-sdk/client-license-manager';
import { usageOperationsWith } from '../../domain/licenses/license-included.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { dbResource, optionPath, packNames } from '../../domain/rds/db-instance.ts';
import { enginesOfEdition } from '../../domain/rds/engines.ts';
import { resourceArn } from '../../domain/resource.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import type { InventoryFilter, TextCondition } from '../../views/license-manager/resource-inventory.ts';
import { type AccountFilter, type AccountPlace, listInventory, type OwnedResource } from './inventory-accounts.ts';
import { pageConstraints } from './read-page.ts';

const OPERATION = 'ListResourceInventory';
const LARGEST_PAGE = 100;
const MOST_FILTERS = 10;

type Read = (filter: { condition: TextCondition; value: string }) => InventoryFilter | AccountFilter;

interface FilterRule {
  readonly conditions: readonly TextCondition[];
  readonly read: Read;
}

const EQUALITY: readonly TextCondition[] = ['EQUALS', 'NOT_EQUALS'];
const TEXT: readonly TextCondition[] = ['EQUALS', 'NOT_EQUALS', 'BEGINS_WITH', 'CONTAINS'];

/**
 * The filters of AWS's documentation, each with the conditions that make sense for it; the documentation names fewer for
 * some, and the model's CONTAINS for none. Values of `license_included` are those of discovery.
 */
const FILTERS: Readonly<Record<string, FilterRule>> = {
  account_id: {
    conditions: EQUALITY,
    read: ({ condition, value }) => ({ on: 'account', isEqual: condition === 'EQUALS', value }),
  },
  'Engine Edition': { conditions: ['EQUALS'], read: readEdition },
  'License Pack': { conditions: ['EQUALS'], read: readPack },
  application_name: { conditions: TEXT, read: (filter) => ({ on: 'application', ...filter }) },
  license_included: { conditions: EQUALITY, read: readLicenseIncluded },
  platform: { conditions: TEXT, read: (filter) => ({ on: 'platform', ...filter }) },
  resource_id: { conditions: EQUALITY, read: (filter) => ({ on: 'id', ...filter }) },
};

/** Where software runs: servers outside EC2, instances, hosts, images and databases, with what is known of them. */
export const listResourceInventory: Operation<ListResourceInventoryRequest, ListResourceInventoryResponse> = {
  constraints: {
    ...pageConstraints,
    'Filters[].Name': { length: [1, 256] },
    'Filters[].Value': { length: [0, 2048] },
    'Filters[].Condition': { oneOf: [...TEXT] },
  },

  async handle({ MaxResults: limit = LARGEST_PAGE, NextToken: token, Filters = [] }, context) {
    const list = { operation: OPERATION, scope: { Filters } };
    const after = token ? placeOf(token, list) : { account: 0, source: 0, sequence: 0 };
    const { rows, next } = await listInventory(context, { after, limit, filters: readFilters(Filters) });
    return {
      ResourceInventoryList: rows.map((row) => toShape(row, context.region)),
      NextToken: next && encodePageToken({ ...list, after: [next.account, next.source, next.sequence] }),
    };
  },
};

function placeOf(token: string, list: { operation: string; scope: unknown }): AccountPlace {
  const place = decodePageToken(token, { ...list, kinds: ['number', 'number', 'number'] }) ?? [];
  const [account, source, sequence] = place as number[];
  if (place.length > 0 && place.every(Number.isSafeInteger))
    return { account: account!, source: source!, sequence: sequence! };
  throw invalid('The NextToken is not one that this request was answered with.');
}

/** The filters of a request. */
function readFilters(filters: readonly FilterShape[]): (InventoryFilter | AccountFilter)[] {
  if (filters.length > MOST_FILTERS)
    throw new Fault(
      'FilterLimitExceededException',
      `A request can have ${MOST_FILTERS} filters; this one has ${filters.length}.`,
    );
  return filters.map(readFilter);
}

function readFilter({ Name: name = '', Condition: condition, Value: value }: FilterShape) {
  const rule = ruleOf(name);
  if (!rule)
    throw invalid(
      `There is no filter named "${name}"; the filters are ${Object.keys(FILTERS).join(', ')} and tag:KEY.`,
    );
  if (!rule.conditions.includes(condition as TextCondition))
    throw invalid(`The filter ${name} has the condition ${condition}; expected ${rule.conditions.join(' or ')}.`);
  if (value === undefined) throw invalid(`The filter ${name} has no Value; expected the text to compare with.`);
  return rule.read({ condition: condition as TextCondition, value });
}

function ruleOf(name: string): FilterRule | undefined {
  if (Object.hasOwn(FILTERS, name)) return FILTERS[name];
  const key = /^tag:(.{1,128})$/s.exec(name)?.[1];
  if (key === undefined) return undefined;
  return {
    conditions: EQUALITY,
    read: ({ condition, value }) => ({ on: 'tag', key, value, isEqual: condition === 'EQUALS' }),
  };
}

function readLicenseIncluded({ condition, value }: { condition: TextCondition; value: string }): InventoryFilter {
  const values = usageOperationsWith(value);
  if (values.length === 0)
    throw invalid(
      `The filter license_included has the value "${value}"; expected sql-server-enterprise, sql-server-standard, sql-server-web or windows-server-datacenter.`,
    );
  return { on: 'usageOperation', isOneOf: condition === 'EQUALS', values };
}

function readEdition({ value }: { value: string }): InventoryFilter {
  const engines = enginesOfEdition(value);
  if (engines.length === 0)
    throw invalid(
      `The filter Engine Edition has the value "${value}"; expected an edition such as oracle-ee or db2-se.`,
    );
  return { on: 'engine', engines };
}

function readPack({ value }: { value: string }): InventoryFilter {
  const path = optionPath(value);
  if (path === undefined)
    throw invalid(`The filter License Pack has the value "${value}"; expected one of ${packNames.join(', ')}.`);
  return { on: 'options', path };
}

const toShape = ({ ownerId: accountId, ...row }: OwnedResource, region: string): ResourceInventory => ({
  ResourceId: row.id,
  ResourceType: row.type,
  ResourceArn: resourceArn(
    row.type === 'RDS'
      ? dbResource({ accountId, region, identifier: row.id })
      : { id: row.id, type: row.type, ownerId: accountId, region },
  ),
  Platform: row.platform ?? undefined,
  PlatformVersion: row.platformVersion ?? undefined,
  ResourceOwningAccountId: accountId,
  MarketplaceProductCodes: row.productCodes?.length ? [...row.productCodes] : undefined,
  UsageOperation: row.usageOperation ?? undefined,
  AmiId: row.imageId ?? undefined,
  HostId: row.hostId ?? undefined,
  Region: region,
  InstanceType: row.instanceType ?? undefined,
});

const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
