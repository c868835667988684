import { randomUUID } from 'node:crypto';
import type { DeleteInventoryRequest, DeleteInventoryResult } from '@aws-sdk/client-ssm';
import type { Transaction } from 'kysely';
import { isCustomType } from '../../domain/inventory/inventory-types.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import {
  countInventoryItems,
  type DeletionSummary,
  deleteCustomType,
  findDeletionByToken,
  insertDeletion,
} from '../../store/inventory-deletion.ts';
import type { DB } from '../../store/schema.ts';
import { change } from '../change.ts';
import { summaryShape } from './inventory-deletion-shape.ts';

/** Deletes what servers reported of one of the account's own types and, if asked to, the type. A job does it. */
export const deleteInventory: Operation<DeleteInventoryRequest, DeleteInventoryResult> = {
  constraints: { TypeName: { length: [1, 100] }, ClientToken: { length: [1, 64] } },
  async handle(request, context) {
    const { TypeName: typeName = '', SchemaDeleteOption: option } = request;
    if (!isCustomType(typeName))
      throw new Fault('InvalidTypeNameException', `"${typeName}" is not one of the account's own types, Custom:NAME.`);
    if (option !== undefined && option !== 'DeleteSchema')
      throw new Fault('InvalidOptionException', `SchemaDeleteOption is "${option}": expected DeleteSchema or none.`);
    if (request.DryRun) return dryRun(typeName, context);
    const record = { resources: [], detail: { typeName, ...(option && { option }) } };
    const { id, summary } = await change(context, record, (trx) => beginDeletion(trx, request, context));
    return { DeletionId: id, TypeName: typeName, DeletionSummary: summaryShape(summary, 0) };
  },
};

async function dryRun(typeName: string, { db, accountId, region }: RequestContext): Promise<DeleteInventoryResult> {
  const summary = await db.transaction().execute((trx) => countInventoryItems(trx, { accountId, region, typeName }));
  return { TypeName: typeName, DeletionSummary: summaryShape(summary, 0) };
}

async function beginDeletion(
  trx: Transaction<DB>,
  { TypeName: typeName = '', ClientToken: clientToken, SchemaDeleteOption: option }: DeleteInventoryRequest,
  { accountId, region, now }: RequestContext,
): Promise<{ id: string; summary: readonly DeletionSummary[] }> {
  const scope = { accountId, region };
  const earlier = clientToken && (await findDeletionByToken(trx, { ...scope, token: clientToken }));
  if (earlier) return sameType(earlier, typeName);
  const summary = await countInventoryItems(trx, { ...scope, typeName });
  if (option === 'DeleteSchema') await deleteCustomType(trx, { ...scope, typeName });
  const id = randomUUID();
  if (await insertDeletion(trx, { ...scope, id, typeName, clientToken, summary, at: now })) return { id, summary };
  return sameType((await findDeletionByToken(trx, { ...scope, token: clientToken! }))!, typeName);
}

function sameType<Deletion extends { readonly typeName: string }>(deletion: Deletion, typeName: string): Deletion {
  if (deletion.typeName === typeName) return deletion;
  throw new Fault(
    'InvalidDeleteInventoryParametersException',
    `The ClientToken was used to delete ${deletion.typeName}: take another one.`,
  );
}
