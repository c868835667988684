import { DescribeLaunchTemplatesCommand, type LaunchTemplate } from '@aws-sdk/client-ec2';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsList } from '../../aws/use-aws.ts';

export const useLaunchTemplates = () =>
  useAwsList<LaunchTemplate>({
    key: ['launch-templates'],
    async ask(region, NextToken) {
      const command = new DescribeLaunchTemplatesCommand({ MaxResults: 200, NextToken });
      const { LaunchTemplates: items = [], NextToken: nextToken } = await ec2(region).send(command);
      return { items, nextToken };
    },
  });
