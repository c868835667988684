import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds';
import { idFromSeed } from '../../domain/ids.ts';
import type { DbInstance } from '../../domain/rds/db-instance.ts';
import { majorVersion } from '../../domain/rds/engines.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { insertDbInstance } from '../../store/db-instance.ts';
import { queue } from '../../store/job.ts';
import { lockOptionGroup } from '../../store/option-group.ts';
import { putTags, tagRows } from '../../store/tag.ts';
import { change } from '../change.ts';
import { databaseShape } from './database-shape.ts';
import {
  checkClass,
  checkLicenseModel,
  checkPassword,
  databaseKeys,
  invalidCombination,
  knownEngine,
  passedRoles,
  settingsOf,
  termsConstraints,
} from './database-terms.ts';
import { databaseArn, identifierConstraint, noOptionGroup, tagConstraints } from './named-database.ts';

export const createDbInstance: Operation<CreateDBInstanceMessage, CreateDBInstanceResult> = {
  passes: passedRoles,
  resources: ({ DBInstanceIdentifier }, scope) => [databaseArn(DBInstanceIdentifier!, scope)],
  keys: (request) => ({
    'rds:Vpc': ['true'],
    'rds:MultiAz': ['false'],
    'rds:Piops': ['0'],
    'rds:StorageEncrypted': ['false'],
    ...databaseKeys(request),
  }),
  constraints: { DBInstanceIdentifier: identifierConstraint, ...termsConstraints, ...tagConstraints },
  async handle(request, context) {
    if (request.DBClusterIdentifier !== undefined)
      throw invalidCombination('Clusters are not built; leave DBClusterIdentifier out.');
    const database = newDatabase(request, context);
    const tags = Object.fromEntries((request.Tags ?? []).map(({ Key, Value = '' }) => [Key!, Value]));
    const record = {
      resources: [databaseArn(database.identifier, context)],
      detail: { class: database.class, engine: database.engine, licenseModel: database.licenseModel },
    };
    await change(context, record, async (trx) => {
      if (database.optionGroupName !== undefined) {
        const group = await lockOptionGroup(trx, context, database.optionGroupName);
        checkOptionGroup(group, database);
      }
      if (!(await insertDbInstance(trx, database)))
        throw new Fault('DBInstanceAlreadyExists', `DB instance already exists: ${database.identifier}`);
      await putTags(trx, tagRows(taggedDatabase(database), tags));
      await queue(trx, [{ task: 'match-database', payload: keyOf(database) }]);
    });
    return { DBInstance: databaseShape(database, tags) };
  },
};

export const keyOf = ({ accountId, region, identifier }: DbInstance) => ({ accountId, region, identifier });

export const taggedDatabase = ({ accountId, region, dbiResourceId }: DbInstance) => ({
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

function newDatabase(request: CreateDBInstanceMessage, context: RequestContext): DbInstance {
  const { DBInstanceClass = '', Engine = '', AllocatedStorage, MasterUsername, OptionGroupName } = request;
  checkClass(DBInstanceClass);
  const engine = knownEngine(Engine);
  const licenseModel = request.LicenseModel ?? engine.licenseModels[0]!;
  checkLicenseModel(Engine, licenseModel);
  if (AllocatedStorage === undefined) throw invalidCombination('AllocatedStorage is missing; expected a size in GiB.');
  if (!MasterUsername) throw invalidCombination('MasterUsername is missing.');
  if (request.MasterUserPassword === undefined && !request.ManageMasterUserPassword)
    throw invalidCombination('MasterUserPassword is missing; give it, or ManageMasterUserPassword.');
  checkPassword(request.MasterUserPassword, request.ManageMasterUserPassword);
  return {
    accountId: context.accountId,
    region: context.region,
    identifier: request.DBInstanceIdentifier!.toLowerCase(),
    dbiResourceId: `db-${idFromSeed('x', context.requestId, 0, 26).slice(2).toUpperCase()}`,
    class: DBInstanceClass,
    engine: Engine,
    engineVersion: request.EngineVersion ?? engine.version,
    licenseModel,
    allocatedStorage: AllocatedStorage,
    masterUsername: MasterUsername,
    // A group that RDS has for everybody stands for none.
    optionGroupName: OptionGroupName?.startsWith('default:') ? undefined : OptionGroupName,
    state: 'creating',
    settings: settingsOf(request),
    createdAt: context.now,
  };
}
