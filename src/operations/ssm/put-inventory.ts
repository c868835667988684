import type { InventoryItem as ItemShape, PutInventoryRequest, PutInventoryResult } from '@aws-sdk/client-ssm';
import type { Kysely, Transaction } from 'kysely';
import type { RateLimit } from '../../access/rate-limit.ts';
import { couldMatch } from '../../domain/discovery/product-match.ts';
import {
  changeOf,
  findItemsProblem,
  findSizeProblem,
  type InventoryItem,
  type ItemChange,
  type ItemProblem,
} from '../../domain/inventory/inventory-item.ts';
import { APPLICATION } from '../../domain/inventory/inventory-types.ts';
import { isEc2Id, machineArn } from '../../domain/managed-instances/machine-id.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { together } from '../../store/bulk.ts';
import { lockForReport } from '../../store/discovery-lock.ts';
import {
  type KnownInventory,
  putInventoryItem,
  readKnownInventory,
  touchInventoryItems,
} from '../../store/inventory.ts';
import { queue } from '../../store/job.ts';
import { createKnownNames, type KnownNames } from '../../store/known-names.ts';
import { adoptInstance } from '../../store/managed-instance.ts';
import { type Concluded, pipelinedTransaction } from '../../store/pipelined-transaction.ts';
import type { DB } from '../../store/schema.ts';
import { addSoftwareNames, type Block, findSoftwareNames, putInstalledSoftware } from '../../store/software.ts';
import { readSearchingLicenses, type SearchingLicense } from '../../views/discovery/servers.ts';
import { keepCustomTypes } from './custom-types.ts';
import { checkFlood, instanceIdConstraint, unknownInstance } from './named-instance.ts';

/** What a server has. Items that are as before cost a look-up; of those that changed, each is rewritten as a whole. */
export const putInventory = (
  reports: RateLimit,
  knownNames = createKnownNames(),
): Operation<PutInventoryRequest, PutInventoryResult> => ({
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId!, scope)],
  keys: ({ Items: items = [] }) => ({ 'ssm:InventoryTypeName': items.flatMap(({ TypeName: name }) => name ?? []) }),
  constraints: {
    InstanceId: instanceIdConstraint,
    Items: { items: [1, 30] },
    'Items[].TypeName': { length: [1, 100] },
    'Items[].SchemaVersion': { pattern: /^[0-9]{1,6}\.[0-9]{1,6}$/, form: 'a version such as 1.0' },
    'Items[].CaptureTime': {
      pattern: /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
      form: 'a time such as 2026-01-31T23:59:59Z',
    },
    'Items[].ContentHash': { length: [0, 256] },
  },
  async handle({ InstanceId, Items }, context) {
    checkFlood(reports, InstanceId!, context);
    const items = Items!.map(toItem);
    const written = items.map(({ typeName, content }) => ({ typeName, json: content && JSON.stringify(content) }));
    const sizes = written.map(({ typeName, json = '' }) => ({ typeName, bytes: Buffer.byteLength(json) }));
    const problem = findItemsProblem(items) ?? findSizeProblem(sizes);
    if (problem) throw itemFault(problem);
    const texts = new Map(written.map(({ typeName, json }) => [typeName, json ?? '']));
    const given = { instanceId: InstanceId!, items, texts, knownNames };
    const changed = await context.db.connection().execute((connection) => takeReport(connection, given, context));
    return { Message: changed === 0 ? 'Nothing has changed.' : `${changed} of ${items.length} types were taken.` };
  },
});

const toItem = (item: ItemShape): InventoryItem => ({
  typeName: item.TypeName!,
  schemaVersion: item.SchemaVersion!,
  captureTime: item.CaptureTime!,
  contentHash: item.ContentHash || undefined,
  content: item.Content,
  context: item.Context,
});

const itemFault = ({ code, message, typeName }: ItemProblem): Fault =>
  new Fault(code, message, undefined, NAMING_ITEMS.has(code) && typeName !== undefined ? { TypeName: typeName } : {});

/** Errors whose shape has the item's type beside the message. */
const NAMING_ITEMS: ReadonlySet<string> = new Set([
  'InvalidItemContentException',
  'ItemContentMismatchException',
  'ItemSizeLimitExceededException',
  'UnsupportedInventoryItemContextException',
]);

interface Given {
  readonly instanceId: string;
  readonly items: readonly InventoryItem[];
  /** The content of each type as JSON. */
  readonly texts: ReadonlyMap<string, string>;
  readonly knownNames: KnownNames;
}

type Written = Extract<ItemChange, { kind: 'write' }>['item'];

/** The number of types whose content changed. */
async function takeReport(connection: Kysely<DB>, given: Given, context: RequestContext): Promise<number> {
  for (;;) {
    const taken = await pipelinedTransaction(connection, (trx) => takeItems(trx, given, context));
    if ('changed' in taken) return taken.changed;
    await addSoftwareNames(connection, taken.block, taken.missing);
  }
}

type Taken =
  | { readonly changed: number }
  /** Nothing was taken: these names of applications are to be numbered before. */
  | { readonly missing: readonly string[]; readonly block: Block };

async function takeItems(trx: Transaction<DB>, given: Given, context: RequestContext): Promise<Concluded<Taken>> {
  const { instanceId, items } = given;
  // What is read goes behind the lock at once.
  const [, { machine, items: known, licensed, ...numbering }, licenses] = await Promise.all([
    lockForReport(trx, context, instanceId),
    readMachine(trx, instanceId, context),
    readSearchingLicenses(trx, context),
  ]);
  const changes = items.map((item) =>
    changeOf(
      item,
      known.find(({ typeName }) => typeName === item.typeName),
    ),
  );
  const unknown = changes.find((change) => change.kind === 'mismatch');
  if (unknown) throw mismatch(unknown.typeName);
  const writes = changes.flatMap((change) => (change.kind === 'write' ? [change.item] : []));
  const seen = changes.flatMap((change) => (change.kind === 'seen' ? [change.item] : []));
  const applications = writes.find(({ typeName }) => typeName === APPLICATION);
  const names = applications ? namesOf(applications) : [];
  const block = {
    accountId: context.accountId,
    region: context.region,
    number: numbering.block,
    sweeps: numbering.sweeps,
  };
  const { ids, missing } = await findSoftwareNames(trx, { block, known: given.knownNames }, names);
  if (missing.length > 0) return { result: { missing, block } };
  await keepCustomTypes(trx, writes, context);
  if (writes.length > 0 && (licensed || concernsLicenses(licenses, writes)))
    await queue(trx, [{ task: 'match-server', payload: { instanceId } }]);
  const last = together([
    ...writes.map((item) => putInventoryItem(rowOf(item, given, context))),
    ...(seen.length > 0 ? [touchInventoryItems(instanceId, seen)] : []),
    ...(applications ? [putInstalledSoftware(machine, ids)] : []),
  ]);
  return { result: { changed: writes.length }, last };
}

const mismatch = (typeName: string): Fault =>
  itemFault({
    code: 'ItemContentMismatchException',
    typeName,
    message: `${typeName} came without Content, and its ContentHash is not the one that is known. Send it in full.`,
  });

/** An embedded machine need not have reported before. */
async function readMachine(trx: Transaction<DB>, instanceId: string, context: RequestContext): Promise<KnownInventory> {
  const { accountId, region, now, sourceIp } = context;
  const machine = { accountId, region, instanceId };
  const found = await readKnownInventory(trx, machine);
  if (found) return found;
  if (isEc2Id(instanceId)) await adoptInstance(trx, machine, { at: now, from: sourceIp });
  const adopted = await readKnownInventory(trx, machine);
  if (!adopted) throw unknownInstance(instanceId);
  return adopted;
}

/**
 * Whether a license could be tied for what a server without licenses reports. Processors always count: it may have been
 * tied while this report was on its way.
 */
const concernsLicenses = (licenses: readonly SearchingLicense[], writes: readonly Written[]): boolean =>
  writes.some(({ typeName }) => typeName !== APPLICATION) ||
  licenses.some(({ productInformation }) => writes.some(({ content }) => couldMatch(productInformation, content)));

/** The names of the applications of an item, each once. */
const namesOf = ({ content }: Written): string[] => [...new Set(content.flatMap(({ Name: name }) => name || []))];

const rowOf = (
  { typeName, schemaVersion, captureTime, contentHash }: Written,
  { instanceId, texts }: Given,
  context: RequestContext,
) => ({
  ...{ accountId: context.accountId, region: context.region, instanceId, typeName, schemaVersion, captureTime },
  contentHash: contentHash ?? null,
  content: texts.get(typeName)!,
  contentBytes: Buffer.byteLength(texts.get(typeName)!),
  changedAt: context.now,
});
