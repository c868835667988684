import type { DeleteDBInstanceMessage, DeleteDBInstanceResult } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { changeDatabase } from './change-database.ts';
import { invalidCombination } from './database-terms.ts';
import { databaseArn, identifierConstraint } from './named-database.ts';
import { promoteReplicas } from './replication.ts';

export const deleteDbInstance: Operation<DeleteDBInstanceMessage, DeleteDBInstanceResult> = {
  resources: ({ DBInstanceIdentifier }, scope) => [databaseArn(DBInstanceIdentifier!, scope)],
  constraints: { DBInstanceIdentifier: identifierConstraint },
  async handle(request, context) {
    if (request.FinalDBSnapshotIdentifier !== undefined)
      throw invalidCombination(
        'Snapshots of databases are not built; give SkipFinalSnapshot in place of FinalDBSnapshotIdentifier.',
      );
    if (!request.SkipFinalSnapshot)
      throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
    const database = await changeDatabase(context, {
      identifier: request.DBInstanceIdentifier!,
      from: ['available', 'stopped', 'creating', 'modifying', 'starting', 'stopping'],
      through: 'deleting',
      changed: async (found, trx) => {
        if (found.settings['DeletionProtection'] === true)
          throw invalidCombination(
            'Cannot delete protected DB Instance, please disable deletion protection and try again.',
          );
        await promoteReplicas(trx, found);
        return found;
      },
    });
    return { DBInstance: database };
  },
};
