import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds';
import type { DbInstance } from '../../domain/rds/db-instance.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { change } from '../change.ts';
import { addDatabase, newResourceId } from './add-database.ts';
import {
  checkClass,
  checkLicenseModel,
  checkPassword,
  databaseKeys,
  groupNamed,
  invalidCombination,
  knownEngine,
  passedRoles,
  settingsOf,
  termsConstraints,
} from './database-terms.ts';
import { databaseArn, identifierConstraint, tagConstraints } from './named-database.ts';

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
    const record = {
      resources: [databaseArn(database.identifier, context)],
      detail: { class: database.class, engine: database.engine, licenseModel: database.licenseModel },
    };
    return { DBInstance: await change(context, record, (trx) => addDatabase(trx, database, request)) };
  },
};

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
    dbiResourceId: newResourceId(context),
    class: DBInstanceClass,
    engine: Engine,
    engineVersion: request.EngineVersion ?? engine.version,
    licenseModel,
    allocatedStorage: AllocatedStorage,
    masterUsername: MasterUsername,
    optionGroupName: groupNamed(OptionGroupName),
    state: 'creating',
    settings: settingsOf(request),
    createdAt: context.now,
    source: undefined,
    replicas: [],
  };
}
