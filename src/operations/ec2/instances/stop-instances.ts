import type { StopInstancesRequest, StopInstancesResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { readNamed } from './list-instances.ts';
import { moveFrame, moveInstances } from './move-instances.ts';

/** A stopped instance gives its licenses back, hibernated or not. Force and SkipOsShutdown change nothing. */
export const stopInstances: Operation<StopInstancesRequest, StopInstancesResult> = {
  ...moveFrame,
  async handle(request, context) {
    if (request.Hibernate) await checkHibernation(request, context);
    return { StoppingInstances: await moveInstances('stop', request, context) };
  },
};

async function checkHibernation(
  { InstanceIds: ids = [] }: StopInstancesRequest,
  context: RequestContext,
): Promise<void> {
  const instances = await readNamed(ids, context);
  const without = instances.find((instance) => !instance.settings.hibernation);
  if (without)
    throw new Fault(
      'UnsupportedHibernationConfiguration',
      `The instance '${without.id}' was not launched with hibernation enabled.`,
    );
}
