import { DescribeHostsCommand, type Host } from '@aws-sdk/client-ec2';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsList } from '../../aws/use-aws.ts';

export const useHosts = () =>
  useAwsList<Host>({
    key: ['hosts'],
    async ask(region, NextToken) {
      const command = new DescribeHostsCommand({ MaxResults: 200, NextToken });
      const { Hosts: items = [], NextToken: nextToken } = await ec2(region).send(command);
      return { items, nextToken };
    },
  });
