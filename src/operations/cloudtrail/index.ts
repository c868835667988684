import type * as sdk from '@aws-sdk/client-cloudtrail';
import type { OperationTable } from '../operation-table.ts';
import { lookupEvents } from './lookup-events.ts';

/** The operations of CloudTrail that are built. */
export const cloudTrailOperations: OperationTable<typeof sdk> = {
  LookupEvents: lookupEvents,
};
