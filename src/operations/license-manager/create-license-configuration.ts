import type {
  CreateLicenseConfigurationRequest,
  CreateLicenseConfigurationResponse,
} from '@aws-sdk/client-license-manager';
import { licenseEvent } from '../../domain/alerts/find-events.ts';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import { idFromSeed } from '../../domain/ids.ts';
import { findTermsProblem } from '../../domain/licenses/license-terms.ts';
import { findProductProblem } from '../../domain/licenses/product-information.ts';
import { LICENSE_MANAGER } from '../../domain/organizations/trusted-services.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { ruleChanged } from '../../store/job.ts';
import {
  countLiveLicenses,
  insertLicenseConfiguration,
  type NewLicenseConfiguration,
} from '../../store/license-configuration.ts';
import { putTags } from '../../store/tag.ts';
import { tellWebhooks } from '../../store/webhook.ts';
import { change } from '../change.ts';
import { ensureServiceRoles } from '../service-role.ts';
import { licenseConstraints } from './license-constraints.ts';
import { licenseTagRows, tagConstraints } from './license-tags.ts';
import { refusalFault } from './refusal-fault.ts';

/**
 * License configurations of an account and Region that are not deleted. AWS allows 25, and some ten creations a day;
 * both protect AWS from its tenants, and nobody needs them on a server of their own. docs/decisions/0003-quotas.md
 */
const LICENSE_CONFIGURATIONS = 1000;

export const createLicenseConfiguration: Operation<
  CreateLicenseConfigurationRequest,
  CreateLicenseConfigurationResponse
> = {
  constraints: { ...licenseConstraints, ...tagConstraints },

  async handle(request, context) {
    const license = newLicense(request, context);
    checkTerms(license);
    const tags = licenseTagRows(license, request.Tags);
    const arn = licenseConfigurationArn(license, license.id);
    const { createdAt, accountId, region, id, ...detail } = license;
    await change(context, { resources: [arn], detail: { ...detail, tags: request.Tags } }, async (trx) => {
      if ((await countLiveLicenses(trx, context)) >= LICENSE_CONFIGURATIONS) throw quotaReached();
      await ensureServiceRoles(trx, context, { service: LICENSE_MANAGER, accountIds: [accountId] });
      await insertLicenseConfiguration(trx, license);
      await putTags(trx, tags);
      if (license.productInformation.length > 0) await ruleChanged(trx, license);
      const created = licenseEvent(
        'License Configuration Change',
        { ...license, status: 'AVAILABLE', consumed: 0 },
        { change: 'CREATED' },
      );
      await tellWebhooks(trx, [created], context.now);
    });
    return { LicenseConfigurationArn: arn };
  },
};

const newLicense = (request: CreateLicenseConfigurationRequest, context: RequestContext): NewLicenseConfiguration => ({
  accountId: context.accountId,
  region: context.region,
  id: idFromSeed('lic', context.requestId, 0, 32),
  name: request.Name!,
  description: request.Description,
  countingType: request.LicenseCountingType!,
  licenseCount: request.LicenseCount,
  hardLimit: request.LicenseCountHardLimit ?? false,
  ruleTexts: request.LicenseRules ?? [],
  disassociateWhenNotFound: request.DisassociateWhenNotFound,
  productInformation: request.ProductInformationList ?? [],
  licenseExpiry: request.LicenseExpiry,
  createdAt: context.now,
});

function checkTerms(license: NewLicenseConfiguration): void {
  const products: readonly { ResourceType?: string }[] = license.productInformation;
  const productResourceTypes = products.map((product) => product.ResourceType ?? '');
  const problem = findProductProblem(products) ?? findTermsProblem({ ...license, productResourceTypes });
  if (problem) throw refusalFault({ kind: 'license-change', problem });
}

const quotaReached = (): Fault =>
  new Fault(
    'ResourceLimitExceededException',
    `This account has ${LICENSE_CONFIGURATIONS} license configurations in this Region, which is the limit. Delete one first.`,
  );
