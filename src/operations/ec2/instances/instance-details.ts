import type { Instance as Ec2Instance, Tag } from '@aws-sdk/client-ec2';
import { licenseConfigurationArn } from '../../../domain/arn.ts';
import type { ListedInstance } from '../../../views/ec2/instances.ts';

/** An instance's tags and licenses, in EC2's form: one without tags has no list of them. */
export const details = (tags: Tag[], licenseArns: readonly string[]): Pick<Ec2Instance, 'Licenses' | 'Tags'> => ({
  Licenses: licenseArns.map((LicenseConfigurationArn) => ({ LicenseConfigurationArn })),
  ...(tags.length > 0 && { Tags: tags }),
});

/** Adds the tags and licenses that were read with an instance. */
export const withDetails = (shape: Ec2Instance, { tags, licenses }: ListedInstance): Ec2Instance =>
  Object.assign(
    shape,
    details(
      [...tags],
      licenses.map((license) => licenseConfigurationArn(license, license.id)),
    ),
  );
