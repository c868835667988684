import type { InventoryItem as ItemShape, PutInventoryRequest, PutInventoryResult } from '@aws-sdk/client-ssm';
import type { Transaction } from 'kysely';
import type { RateLimit } from '../../access/rate-limit.ts';
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
import {
  lockInventory,
  putInventoryItems,
  replaceInstalledSoftware,
  softwareNameIds,
  touchInventoryItems,
} from '../../store/inventory.ts';
import { queue } from '../../store/job.ts';
import { adoptInstance } from '../../store/managed-instance.ts';
import type { DB } from '../../store/schema.ts';
import { keepCustomTypes } from './custom-types.ts';
import { checkFlood, instanceIdConstraint, unknownInstance } from './named-instance.ts';

/** What a server has. Items that are as before cost a look-up; of those that changed, each is rewritten as a whole. */
export const putInventory = (reports: RateLimit): Operation<PutInventoryRequest, PutInventoryResult> => ({
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId!, scope)],
  constraints: {
    InstanceId: instanceIdConstraint,
    Items: { items: [1, 30] },
    'Items[].TypeName': { length: [1, 100] },
    'Items[].SchemaVersion': { pattern: /^[0-9]{1,6}\.[0-9]{1,6}$/, form: 'a version such as 1.0' },
    'Items[].CaptureTime': {
      pattern: /^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ$/,
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
    const changed = await context.db
      .transaction()
      .execute((trx) => takeItems(trx, { instanceId: InstanceId!, items, texts }, context));
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
}

type Written = Extract<ItemChange, { kind: 'write' }>['item'];

/** The number of types whose content changed. */
async function takeItems(trx: Transaction<DB>, given: Given, context: RequestContext): Promise<number> {
  const { instanceId, items } = given;
  const { machine, items: known } = await lockMachine(trx, instanceId, context);
  const changes = items.map((item) =>
    changeOf(
      item,
      known.find(({ typeName }) => typeName === item.typeName),
    ),
  );
  const unknown = changes.find((change) => change.kind === 'mismatch');
  if (unknown)
    throw itemFault({
      code: 'ItemContentMismatchException',
      typeName: unknown.typeName,
      message: `${unknown.typeName} came without Content, and its ContentHash is not the one that is known. Send it in full.`,
    });
  const writes = changes.flatMap((change) => (change.kind === 'write' ? [change.item] : []));
  const seen = changes.flatMap((change) => (change.kind === 'seen' ? [change.item] : []));
  await keepCustomTypes(trx, writes, context);
  const before = known.find(({ typeName }) => typeName === APPLICATION)?.softwareNameIds ?? [];
  const after = await namesOf(trx, writes, context);
  const rows = writes.map((item) => rowOf(item, given, { context, softwareNameIds: after ?? [] }));
  await putInventoryItems(trx, rows);
  await touchInventoryItems(trx, instanceId, seen);
  if (after) await replaceInstalledSoftware(trx, machine, { before, after });
  if (writes.length > 0) await queue(trx, [{ task: 'match-server', payload: { instanceId } }]);
  return writes.length;
}

/** An embedded machine need not have reported before. */
async function lockMachine(trx: Transaction<DB>, instanceId: string, context: RequestContext) {
  const { accountId, region, now, sourceIp } = context;
  const machine = { accountId, region, instanceId };
  const found = await lockInventory(trx, machine);
  if (found) return found;
  if (isEc2Id(instanceId)) await adoptInstance(trx, machine, { at: now, from: sourceIp });
  const adopted = await lockInventory(trx, machine);
  if (!adopted) throw unknownInstance(instanceId);
  return adopted;
}

/** Undefined where applications are not written. */
async function namesOf(
  trx: Transaction<DB>,
  writes: readonly Written[],
  context: RequestContext,
): Promise<readonly number[] | undefined> {
  const applications = writes.find(({ typeName }) => typeName === APPLICATION);
  return (
    applications &&
    softwareNameIds(
      trx,
      context,
      applications.content.flatMap(({ Name: name }) => name || []),
    )
  );
}

const rowOf = (
  { typeName, schemaVersion, captureTime, contentHash }: Written,
  { instanceId, texts }: Given,
  { context, softwareNameIds: ids }: { context: RequestContext; softwareNameIds: readonly number[] },
) => ({
  ...{ accountId: context.accountId, region: context.region, instanceId, typeName, schemaVersion, captureTime },
  contentHash: contentHash ?? null,
  content: texts.get(typeName)!,
  contentBytes: Buffer.byteLength(texts.get(typeName)!),
  softwareNameIds: typeName === APPLICATION ? ids : [],
  changedAt: context.now,
});
