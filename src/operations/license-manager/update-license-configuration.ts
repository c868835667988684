import type {
  UpdateLicenseConfigurationRequest,
  UpdateLicenseConfigurationResponse,
} from '@aws-sdk/client-license-manager';
import type { UpdateLicenseConfigurationCommand } from '../../domain/commands.ts';
import { findProductProblem } from '../../domain/licenses/product-information.ts';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';
import { licenseConstraints } from './license-constraints.ts';
import { arnConstraint, ownLicense } from './named-license.ts';
import { checkPermitted, refusalFault } from './refusal-fault.ts';

export const updateLicenseConfiguration: Operation<
  UpdateLicenseConfigurationRequest,
  UpdateLicenseConfigurationResponse
> = {
  resources: ({ LicenseConfigurationArn: arn }) => [arn!],
  constraints: { LicenseConfigurationArn: arnConstraint, ...licenseConstraints },

  async handle(request, context) {
    const { id } = await ownLicense(request.LicenseConfigurationArn, context);
    const problem = findProductProblem(request.ProductInformationList ?? []);
    if (problem) throw refusalFault({ kind: 'license-change', problem });
    const kind = 'update-license-configuration';
    const command = { kind, actor: actorOf(context), licenseId: id, change: changeOf(request) } as const;
    checkPermitted(await context.ledger.submit(command));
    return {};
  },
};

const changeOf = (request: UpdateLicenseConfigurationRequest): UpdateLicenseConfigurationCommand['change'] => ({
  name: request.Name,
  description: request.Description,
  licenseCount: request.LicenseCount,
  hardLimit: request.LicenseCountHardLimit,
  ruleTexts: request.LicenseRules,
  status: request.LicenseConfigurationStatus,
  disassociateWhenNotFound: request.DisassociateWhenNotFound,
  // findProductProblem has seen to it that there is a ResourceType.
  productInformation: request.ProductInformationList as { ResourceType: string }[] | undefined,
  licenseExpiry: request.LicenseExpiry,
});
