import type { StartInstancesRequest, StartInstancesResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { moveFrame, moveInstances } from './move-instances.ts';

/** The licenses that the instances gave back when they stopped are checked and taken again. */
export const startInstances: Operation<StartInstancesRequest, StartInstancesResult> = {
  ...moveFrame,
  handle: async (request, context) => ({ StartingInstances: await moveInstances('start', request, context) }),
};
