import type { GetLicenseConfigurationRequest, GetLicenseConfigurationResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { findLicenseConfiguration } from '../../views/license-manager/license-configurations.ts';
import { listResourceTags } from '../../views/resource-tags.ts';
import { licenseConfigurationShape } from './license-configuration-shape.ts';
import { arnConstraint, onlyOf, readableLicense } from './named-license.ts';
import { refusalFault } from './refusal-fault.ts';

/** Whoever the license configuration is shared with reads the owner's counts; tags are the owner's alone. */
export const getLicenseConfiguration: Operation<GetLicenseConfigurationRequest, GetLicenseConfigurationResponse> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint },

  async handle({ LicenseConfigurationArn: arn }, context) {
    const license = await readableLicense(arn, context);
    const row = await findLicenseConfiguration(context.db, license);
    if (!row) throw refusalFault({ kind: 'license-not-found', arn: arn! }); // deleted in between
    const tags = onlyOf(license, context) ? [] : await listResourceTags(context.db, license.id);
    return {
      ...licenseConfigurationShape(row),
      Tags: tags.length > 0 ? tags.map(({ key, value }) => ({ Key: key, Value: value })) : undefined,
    };
  },
};
