import type { CreateDBInstanceReadReplicaMessage, CreateDBInstanceReadReplicaResult } from '@aws-sdk/client-rds';
import type { DbInstance } from '../../domain/rds/db-instance.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { lockDbInstance } from '../../store/db-instance.ts';
import { change } from '../change.ts';
import { addDatabase, newResourceId } from './add-database.ts';
import {
  databaseKeys,
  groupNamed,
  invalidCombination,
  passedRoles,
  REPLICA_MODES,
  settingsOf,
  termsConstraints,
} from './database-terms.ts';
import { databaseArn, identifierConstraint, noDatabase, sourceNamed, tagConstraints } from './named-database.ts';
import { checkReplicaTerms, checkSource, settingsFrom } from './replication.ts';

/** Another database with the engine, the license model and the user of its source; licenses count it as one of its own. */
export const createDbInstanceReadReplica: Operation<
  CreateDBInstanceReadReplicaMessage,
  CreateDBInstanceReadReplicaResult
> = {
  passes: passedRoles,
  resources: ({ DBInstanceIdentifier, SourceDBInstanceIdentifier: source }, scope) => [
    databaseArn(DBInstanceIdentifier!, scope),
    ...(source === undefined ? [] : [source.startsWith('arn:') ? source : databaseArn(source, scope)]),
  ],
  keys: databaseKeys,
  constraints: {
    DBInstanceIdentifier: identifierConstraint,
    SourceDBInstanceIdentifier: { length: [1, 2048] },
    ReplicaMode: { oneOf: REPLICA_MODES },
    ...termsConstraints,
    ...tagConstraints,
  },
  async handle(request, context) {
    if (request.SourceDBClusterIdentifier !== undefined)
      throw invalidCombination('Clusters are not built; name a SourceDBInstanceIdentifier.');
    const text = request.SourceDBInstanceIdentifier;
    if (text === undefined) throw invalidCombination('SourceDBInstanceIdentifier is missing.');
    const key = { accountId: context.accountId, ...sourceNamed(text, context) };
    const record = {
      resources: [databaseArn(request.DBInstanceIdentifier!, context)],
      detail: { source: databaseArn(key.identifier, key) },
    };
    const made = await change(context, record, async (trx) => {
      const source = await lockDbInstance(trx, key);
      if (!source) throw noDatabase(text);
      checkSource(source);
      return addDatabase(trx, replicaOf(source, request, context), request);
    });
    return { DBInstance: made };
  },
};

function replicaOf(
  source: DbInstance,
  request: CreateDBInstanceReadReplicaMessage,
  context: RequestContext,
): DbInstance {
  const { region } = context;
  const isInRegion = source.region === region;
  checkReplicaTerms(source, request, isInRegion);
  return {
    ...source,
    region,
    identifier: request.DBInstanceIdentifier!.toLowerCase(),
    dbiResourceId: newResourceId(context),
    class: request.DBInstanceClass ?? source.class,
    allocatedStorage: request.AllocatedStorage ?? source.allocatedStorage,
    optionGroupName: groupNamed(request.OptionGroupName ?? (isInRegion ? source.optionGroupName : undefined)),
    state: 'creating',
    settings: { ...settingsFrom(source, isInRegion), ...settingsOf(request) },
    createdAt: context.now,
    source: { region: source.region, identifier: source.identifier },
    replicas: [],
  };
}
