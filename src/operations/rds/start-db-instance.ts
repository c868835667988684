import type { StartDBInstanceMessage, StartDBInstanceResult } from '@aws-sdk/client-rds';
import type { Operation } from '../../operation.ts';
import { changeDatabase } from './change-database.ts';
import { databaseArn, identifierConstraint } from './named-database.ts';

export const startDbInstance: Operation<StartDBInstanceMessage, StartDBInstanceResult> = {
  resources: ({ DBInstanceIdentifier }, scope) => [databaseArn(DBInstanceIdentifier!, scope)],
  constraints: { DBInstanceIdentifier: identifierConstraint },
  handle: async ({ DBInstanceIdentifier: identifier }, context) => ({
    DBInstance: await changeDatabase(context, { identifier: identifier!, from: ['stopped'], through: 'starting' }),
  }),
};
