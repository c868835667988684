import type * as sdk from '@aws-sdk/client-sts';
import type { OperationTable } from '../operation-table.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** The operations of STS that are built. */
export const stsOperations: OperationTable<typeof sdk> = { GetCallerIdentity: getCallerIdentity };
