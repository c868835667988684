import type { ModifyDBInstanceMessage } from '@aws-sdk/client-rds';
import type { Transaction } from 'kysely';
import type { DbInstance, DbSettings } from '../../domain/rds/db-instance.ts';
import { findEngine } from '../../domain/rds/engines.ts';
import { Fault } from '../../fault.ts';
import { releaseReplicas, updateReplicas } from '../../store/db-instance.ts';
import { queue } from '../../store/job.ts';
import type { DB } from '../../store/schema.ts';
import { checkClass, groupNamed, invalidCombination } from './database-terms.ts';
import { checkState, invalidState } from './named-database.ts';

const isOracle = ({ engine }: DbInstance): boolean => engine.startsWith('oracle-');

/** Replicas of these can be mounted, and read by nobody. */
const hasModes = (database: DbInstance): boolean => isOracle(database) || database.engine.startsWith('db2-');

/** Faults where a database can have no further read replica (user guide, working with read replicas). */
export function checkSource(source: DbInstance): void {
  const { identifier, engine, settings, replicas } = source;
  const { replicas: most = 0, cascades } = findEngine(engine)!;
  if (most === 0) throw invalidCombination(`RDS has no read replicas of ${engine}; ${identifier} can be no source.`);
  checkState(source, ['available']);
  if (source.source && !cascades)
    throw invalidState(
      `${identifier} is a read replica, and of ${engine} no replica can have replicas; name its source.`,
    );
  if (settings['BackupRetentionPeriod'] === 0)
    throw invalidState(
      `Automated backups are not enabled for the source ${identifier}. Set its BackupRetentionPeriod above 0 with ModifyDBInstance first.`,
    );
  if (replicas.length >= most)
    throw new Fault('InstanceQuotaExceeded', `${identifier} has ${most} read replicas, as many as ${engine} may have.`);
}

interface ReplicaTerms {
  readonly DBInstanceClass?: string | undefined;
  readonly AllocatedStorage?: number | undefined;
  readonly OptionGroupName?: string | undefined;
  readonly ReplicaMode?: string | undefined;
}

/** Faults where what a request asks for does not go with the source of a replica. */
export function checkReplicaTerms(source: DbInstance, request: ReplicaTerms, isInRegion: boolean): void {
  const { DBInstanceClass: classGiven, AllocatedStorage: storage, OptionGroupName: group } = request;
  if (classGiven !== undefined) checkClass(classGiven);
  if (storage !== undefined && storage < source.allocatedStorage)
    throw invalidCombination(
      `A replica has at least the storage of its source: ${source.identifier} has ${source.allocatedStorage} GiB, ${storage} were asked for.`,
    );
  if (request.ReplicaMode !== undefined && !hasModes(source))
    throw invalidCombination(`ReplicaMode is for Oracle and Db2, and not for ${source.engine}; leave it out.`);
  if (group !== undefined && isInRegion && isOracle(source) && groupNamed(group) !== source.optionGroupName)
    throw invalidCombination(
      'A replica of Oracle has the option group of its source in the same Region; leave OptionGroupName out.',
    );
}

/** What a replica has of the settings of its source (API reference, CreateDBInstanceReadReplica). */
export function settingsFrom(source: DbInstance, isInRegion: boolean): DbSettings {
  const own = ['AvailabilityZone', 'MultiAZ', 'DeletionProtection', 'CopyTagsToSnapshot', 'ReplicaMode'];
  const monitoring = ['MonitoringInterval', 'MonitoringRoleArn'];
  const ofRegion = isInRegion ? [] : ['VpcSecurityGroupIds', 'KmsKeyId'];
  const left = new Set([...own, ...monitoring, ...ofRegion]);
  return {
    ...Object.fromEntries(Object.entries(source.settings).filter(([name]) => !left.has(name))),
    BackupRetentionPeriod: 0,
    ...(hasModes(source) && { ReplicaMode: 'open-read-only' }),
  };
}

/** A replica that goes its own way. */
export function promoted({ settings: { ReplicaMode: _, ...settings }, ...replica }: DbInstance): DbInstance {
  return { ...replica, source: undefined, settings };
}

/** Faults where a change does not go with what a database replicates, or is replicated by. */
export function checkReplication(found: DbInstance, request: ModifyDBInstanceMessage): void {
  const { source, identifier } = found;
  if (request.BackupRetentionPeriod === 0 && found.replicas.length > 0)
    throw invalidCombination(`Backups of ${identifier} cannot be turned off while it has read replicas.`);
  if (request.ReplicaMode !== undefined && !source)
    throw invalidCombination(`${identifier} is no read replica; leave ReplicaMode out.`);
  if (!source) return;
  checkReplicaTerms(found, request, source.region === found.region);
  if (isOracle(found) && (request.EngineVersion ?? found.engineVersion) !== found.engineVersion)
    throw invalidCombination('A replica of Oracle has the engine version of its source; change that of the source.');
}

/** The read replicas of a database that is going become databases of their own (user guide, deleting read replicas). */
export async function promoteReplicas(trx: Transaction<DB>, source: DbInstance): Promise<void> {
  await releaseReplicas(trx, source);
  await matchReplicas(trx, source);
}

/** All replicas of Oracle have the version and the options of their source. */
export async function followSource(trx: Transaction<DB>, source: DbInstance): Promise<void> {
  if (!isOracle(source)) return;
  await updateReplicas(trx, source);
  await matchReplicas(trx, source);
}

const matchReplicas = (trx: Transaction<DB>, { accountId, replicas }: DbInstance): Promise<void> =>
  queue(
    trx,
    replicas.map((replica) => ({ task: 'match-database', payload: { accountId, ...replica } })),
  );

/** Faults for what takes part in replication, which cannot be stopped. */
export function checkStands({ identifier, source, replicas }: DbInstance): void {
  if (source) throw invalidState(`${identifier} is a read replica and cannot be stopped.`);
  if (replicas.length > 0)
    throw invalidState(`${identifier} has read replicas and cannot be stopped; delete or promote them first.`);
}
