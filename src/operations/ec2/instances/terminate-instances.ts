import type { TerminateInstancesRequest, TerminateInstancesResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { moveFrame, moveInstances } from './move-instances.ts';

/** Force and SkipOsShutdown change nothing: the embedded machines have no system to shut down. */
export const terminateInstances: Operation<TerminateInstancesRequest, TerminateInstancesResult> = {
  ...moveFrame,
  handle: async (request, context) => ({ TerminatingInstances: await moveInstances('terminate', request, context) }),
};
