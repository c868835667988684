import type { StopDBInstanceMessage, StopDBInstanceResult } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { changeDatabase } from './change-database.ts';
import { invalidCombination } from './database-terms.ts';
import { databaseArn, identifierConstraint } from './named-database.ts';
import { checkStands } from './replication.ts';

/** A database that is stopped gives its licenses back. */
export const stopDbInstance: Operation<StopDBInstanceMessage, StopDBInstanceResult> = {
  resources: ({ DBInstanceIdentifier }, scope) => [databaseArn(DBInstanceIdentifier!, scope)],
  constraints: { DBInstanceIdentifier: identifierConstraint },
  async handle({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: snapshot }, context) {
    if (snapshot !== undefined)
      throw invalidCombination('Snapshots of databases are not built; leave DBSnapshotIdentifier out.');
    return {
      DBInstance: await changeDatabase(context, {
        identifier: identifier!,
        from: ['available'],
        through: 'stopping',
        changed: (database) => {
          checkStands(database);
          return database;
        },
      }),
    };
  },
};
