import { randomUUID } from 'node:crypto';
import { EC2 } from '@aws-sdk/client-ec2';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { rootCredentials } from '../server-process.ts';

/** An image whose launches take a license with a hard limit, on the server of the moment. */
export interface World {
  readonly licenseArn: string;
  readonly imageId: string;
}

/** vCPUs; room for twenty machines. */
export const LIMIT = 40;
export const INSTANCE_TYPE = 'm5.large';
export const VCPUS_OF_TYPE = 2;

/** Clients that do not try again, so that callers see all that the server does. */
export function clientsAt(url: string) {
  const config = { endpoint: url, region: 'us-east-1', credentials: rootCredentials, maxAttempts: 1 };
  return { ec2: new EC2(config), licenseManager: new LicenseManager(config) };
}

export async function createWorld(url: string): Promise<World> {
  const { ec2, licenseManager } = clientsAt(url);
  const { LicenseConfigurationArn: licenseArn } = await licenseManager.createLicenseConfiguration({
    Name: 'crash',
    LicenseCountingType: 'vCPU',
    LicenseCount: LIMIT,
    LicenseCountHardLimit: true,
  });
  const { ImageId: imageId } = await ec2.registerImage({ Name: `crash-${randomUUID()}` });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:us-east-1::image/${imageId}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: licenseArn! }],
  });
  return { licenseArn: licenseArn!, imageId: imageId! };
}
