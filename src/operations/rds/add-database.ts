import type { DBInstance, Tag } from '@aws-sdk/client-rds';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../domain/ids.ts';
import type { DbInstance } from '../../domain/rds/db-instance.ts';
import { majorVersion } from '../../domain/rds/engines.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { insertDbInstance } from '../../store/db-instance.ts';
import { queue } from '../../store/job.ts';
import { lockOptionGroup } from '../../store/option-group.ts';
import type { DB } from '../../store/schema.ts';
import { putTags, tagRows } from '../../store/tag.ts';
import { databaseShape } from './database-shape.ts';
import { invalidCombination } from './database-terms.ts';
import { noOptionGroup } from './named-database.ts';

/** Makes a database; licenses follow. Faults where its name is taken, or its option group is not for it. */
export async function addDatabase(
  trx: Transaction<DB>,
  database: DbInstance,
  { Tags = [] }: { readonly Tags?: readonly Tag[] | undefined },
): Promise<DBInstance> {
  if (database.optionGroupName !== undefined)
    checkOptionGroup(await lockOptionGroup(trx, database, database.optionGroupName), database);
  if (!(await insertDbInstance(trx, database)))
    throw new Fault('DBInstanceAlreadyExists', `DB instance already exists: ${database.identifier}`);
  const tags = Object.fromEntries(Tags.map(({ Key, Value = '' }) => [Key!, Value]));
  await putTags(trx, tagRows(taggedDatabase(database), tags));
  await queue(trx, [{ task: 'match-database', payload: keyOf(database) }]);
  return databaseShape(database, tags);
}

export const newResourceId = ({ requestId }: RequestContext): string =>
  `db-${idFromSeed('x', requestId, 0, 26).slice(2).toUpperCase()}`;

export const keyOf = ({ accountId, region, identifier }: DbInstance) => ({ accountId, region, identifier });

const taggedDatabase = ({ accountId, region, dbiResourceId }: DbInstance) => ({
  accountId,
  region,
  resourceId: dbiResourceId,
  resourceType: 'db',
});

/** Faults where the option group is not there, or of another engine or version. */
export function checkOptionGroup(
  group: { readonly engine: string; readonly majorEngineVersion: string } | undefined,
  { optionGroupName = '', engine, engineVersion }: DbInstance,
): void {
  if (!group) throw noOptionGroup(optionGroupName);
  const major = majorVersion(engine, engineVersion);
  if (group.engine !== engine || group.majorEngineVersion !== major)
    throw invalidCombination(
      `The option group ${optionGroupName} is for ${group.engine} ${group.majorEngineVersion}, the DB instance is ${engine} ${major}.`,
    );
}
