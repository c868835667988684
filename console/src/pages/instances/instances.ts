import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsList } from '../../aws/use-aws.ts';

export interface OwnedInstance extends Instance {
  readonly OwnerId: string | undefined;
}

export const useInstances = () =>
  useAwsList<OwnedInstance>({
    key: ['instances'],
    refreshMs: 5_000,
    async ask(region, NextToken) {
      const command = new DescribeInstancesCommand({ MaxResults: 200, NextToken });
      const { Reservations: reservations = [], NextToken: nextToken } = await ec2(region).send(command);
      const items = reservations.flatMap(({ OwnerId, Instances = [] }) =>
        Instances.map((instance) => ({ ...instance, OwnerId })),
      );
      return { items, nextToken };
    },
  });
