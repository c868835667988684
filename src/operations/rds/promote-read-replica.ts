import type { PromoteReadReplicaMessage, PromoteReadReplicaResult } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { changeDatabase } from './change-database.ts';
import { settingsOf, termsConstraints } from './database-terms.ts';
import { databaseArn, identifierConstraint, invalidState } from './named-database.ts';
import { promoted } from './replication.ts';

/** Makes a read replica a database of its own, with backups. */
export const promoteReadReplica: Operation<PromoteReadReplicaMessage, PromoteReadReplicaResult> = {
  resources: ({ DBInstanceIdentifier }, scope) => [databaseArn(DBInstanceIdentifier!, scope)],
  constraints: { DBInstanceIdentifier: identifierConstraint, ...termsConstraints },
  handle: async ({ DBInstanceIdentifier: identifier, ...request }, context) => ({
    DBInstance: await changeDatabase(context, {
      identifier: identifier!,
      from: ['available'],
      through: 'modifying',
      changed: (found) => {
        if (!found.source) throw invalidState(`DB Instance ${identifier} is not a read replica.`);
        const { settings, ...replica } = promoted(found);
        return { ...replica, settings: { ...settings, BackupRetentionPeriod: 1, ...settingsOf(request) } };
      },
    }),
  }),
};
