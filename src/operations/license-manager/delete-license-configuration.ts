import type {
  DeleteLicenseConfigurationRequest,
  DeleteLicenseConfigurationResponse,
} from '@aws-sdk/client-license-manager';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';
import { arnConstraint, ownLicense } from './named-license.ts';
import { checkPermitted } from './refusal-fault.ts';

export const deleteLicenseConfiguration: Operation<
  DeleteLicenseConfigurationRequest,
  DeleteLicenseConfigurationResponse
> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint },

  async handle({ LicenseConfigurationArn: arn }, context) {
    const { id } = await ownLicense(arn, context);
    const kind = 'delete-license-configuration';
    checkPermitted(await context.ledger.submit({ kind, actor: actorOf(context), licenseId: id }));
    return {};
  },
};
