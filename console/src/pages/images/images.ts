import { DescribeImagesCommand, type Image } from '@aws-sdk/client-ec2';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsList } from '../../aws/use-aws.ts';

/** The account's own images, or all that it sees. */
export const useImages = (whose: 'own' | 'all' = 'all') =>
  useAwsList<Image>({
    key: ['images', whose],
    async ask(region, NextToken) {
      const Owners = whose === 'own' ? ['self'] : undefined;
      const command = new DescribeImagesCommand({ MaxResults: 500, NextToken, Owners });
      const { Images: items = [], NextToken: nextToken } = await ec2(region).send(command);
      return { items, nextToken };
    },
  });
