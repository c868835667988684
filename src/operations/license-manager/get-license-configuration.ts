import type { GetLicenseConfigurationRequest, GetLicenseConfigurationResponse } from '@aws-sdk/client-license-manager';
import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { Operation } from '../../operation.ts';
import { findLicenseConfiguration } from '../../views/license-manager/license-configurations.ts';
import { licenseConfigurationShape } from './license-configuration-shape.ts';
import { arnConstraint } from './named-license.ts';
import { refusalFault } from './refusal-fault.ts';

/** Whoever the license configuration is shared with reads the owner's counts; tags are the owner's alone. */
export const getLicenseConfiguration: Operation<GetLicenseConfigurationRequest, GetLicenseConfigurationResponse> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint },

  async handle({ LicenseConfigurationArn: arn }, context) {
    const ref = parseLicenseConfigurationArn(arn ?? '');
    const row = ref?.region === context.region ? await findLicenseConfiguration(context.db, ref, context) : undefined;
    if (!row) throw refusalFault({ kind: 'license-not-found', arn: arn ?? '' });
    return { ...licenseConfigurationShape(row), Tags: row.tags.length > 0 ? [...row.tags] : undefined };
  },
};
