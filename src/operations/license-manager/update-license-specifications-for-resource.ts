import type {
  UpdateLicenseSpecificationsForResourceRequest as Request,
  UpdateLicenseSpecificationsForResourceResponse as Response,
} from '@aws-sdk/client-license-manager';
import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';
import { arnConstraint } from './named-license.ts';
import { checkPermitted, refusalFault } from './refusal-fault.ts';

const specifications = { items: [0, 50] } as const;
const scope = { oneOf: ['cross-account'] } as const;

export const updateLicenseSpecificationsForResource: Operation<Request, Response> = {
  resources: namedResources,
  constraints: {
    ResourceArn: arnConstraint,
    AddLicenseSpecifications: specifications,
    'AddLicenseSpecifications[].LicenseConfigurationArn': arnConstraint,
    'AddLicenseSpecifications[].AmiAssociationScope': scope,
    RemoveLicenseSpecifications: specifications,
    'RemoveLicenseSpecifications[].LicenseConfigurationArn': arnConstraint,
    'RemoveLicenseSpecifications[].AmiAssociationScope': scope,
  },

  async handle(request, context) {
    // Taking off a license that is not there changes nothing, but a text that is no ARN is a slip.
    const garbled = arnsOf(request).find((arn) => !parseLicenseConfigurationArn(arn));
    if (garbled !== undefined) throw refusalFault({ kind: 'license-not-found', arn: garbled });
    const { AddLicenseSpecifications: add = [], RemoveLicenseSpecifications: remove = [] } = request;
    const outcome = await context.ledger.submit({
      kind: 'update-license-specifications',
      actor: actorOf(context),
      resourceArn: request.ResourceArn!,
      add: add.map(({ LicenseConfigurationArn: arn, AmiAssociationScope: amiAssociationScope }) => ({
        licenseConfigurationArn: arn!,
        amiAssociationScope,
      })),
      remove: remove.map(({ LicenseConfigurationArn: arn }) => ({ licenseConfigurationArn: arn! })),
    });
    checkPermitted(outcome);
    return {};
  },
};

/** To take a license off a resource is also its owner's right, whose the resource is: the decision looks at both. */
function namedResources(request: Request): string[] {
  const arns = arnsOf(request);
  return request.AddLicenseSpecifications?.length || arns.length === 0 ? [request.ResourceArn!, ...arns] : arns;
}

const arnsOf = ({ AddLicenseSpecifications: add = [], RemoveLicenseSpecifications: remove = [] }: Request): string[] =>
  [...add, ...remove].map((specification) => specification.LicenseConfigurationArn!);
