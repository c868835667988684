import type {
  DescribeInstanceCreditSpecificationsRequest,
  DescribeInstanceCreditSpecificationsResult,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { creditsOf } from './cpu-credits.ts';
import { listInstances } from './list-instances.ts';

type Request = DescribeInstanceCreditSpecificationsRequest;

/** Of burstable machines. Without ids EC2 lists those with unlimited credits only (API reference). */
export const describeInstanceCreditSpecifications: Operation<Request, DescribeInstanceCreditSpecificationsResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const byId = Boolean(request.InstanceIds?.length);
    const { items, nextToken } = await listInstances(request, context, {
      operation: 'DescribeInstanceCreditSpecifications',
      itemsOf: (instances) =>
        instances.flatMap((instance) => {
          const cpuCredits = creditsOf(instance);
          return cpuCredits && (byId || cpuCredits === 'unlimited') ? [{ instance, cpuCredits }] : [];
        }),
      rules: { accessors: { 'instance-id': ({ instance }) => instance.id } },
    });
    const found = items.map(({ instance, cpuCredits }) => ({ InstanceId: instance.id, CpuCredits: cpuCredits }));
    return { InstanceCreditSpecifications: found, NextToken: nextToken };
  },
};
