import type { Transaction } from 'kysely';
import type { Ec2Record, RecordDetails, RecordKind } from '../../../domain/records/record.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockRecords, putRecord } from '../../../store/ec2-record.ts';
import type { DB } from '../../../store/schema.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { checkId, type Ec2Kind } from '../ec2-ids.ts';

/** The account's record of an id, locked; faults with the kind's codes. */
export async function requireRecord<Kind extends RecordKind>(
  trx: Transaction<DB>,
  context: RequestContext,
  kind: Ec2Kind,
  id: string,
): Promise<Ec2Record<Kind>> {
  checkId(kind, id);
  const [record] = await lockRecords(trx, context, { kind: kind.resourceType as Kind, ids: [id] });
  if (!record || record.expiresAt) throw kind.notFound([id]);
  return record;
}

/** A record that a request makes. */
export const newRecord = <Kind extends RecordKind>(
  { accountId, region, now }: RequestContext,
  kind: Kind,
  { id, details }: { id: string; details: RecordDetails[Kind] },
): Ec2Record<Kind> => ({ accountId, region, id, kind, details, createdAt: now });

/** Keeps a record that a request makes, with its tags. */
export async function putTagged(
  trx: Transaction<DB>,
  record: Ec2Record,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  await putRecord(trx, record);
  const { accountId, region, id: resourceId, kind: resourceType } = record;
  await putTags(trx, tagRows({ accountId, region, resourceId, resourceType }, tags));
}
