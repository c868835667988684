import { randomUUID } from 'node:crypto';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import type { LaunchCommand } from '../src/domain/commands.ts';
import { accountId, hotLicenseArn, region } from './scratch-database.ts';

const image = publicImages(region)[0]!;

/** A launch of one machine under the hot license, with a client token of its own, as RunInstances submits it. */
export function launchCommand(): LaunchCommand {
  const token = randomUUID();
  return {
    kind: 'launch',
    dryRun: false,
    token: { value: token, inputHash: 'z-4GkXW0tRQ5bXIrnXz0zk1G0cXJbYvBv0gq0hL4x9k' },
    actor: {
      accountId,
      region,
      principalArn: `arn:aws:iam::${accountId}:root`,
      accessKeyId: 'AKIABENCHBENCHBENCH0',
      requestId: randomUUID(),
      sourceIp: '127.0.0.1',
      userAgent: 'headroom-bench',
      action: 'ec2:RunInstances',
    },
    request: {
      imageId: image.id,
      instanceType: 'm5.large',
      minCount: 1,
      maxCount: 1,
      tenancy: 'default',
      licenseConfigurationArns: [hotLicenseArn],
      settings: { clientToken: token },
      tags: {},
    },
  };
}
