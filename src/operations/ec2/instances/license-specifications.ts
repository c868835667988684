import { parseLicenseConfigurationArn } from '../../../domain/arn.ts';
import { CommonFault, Fault } from '../../../fault.ts';

interface LicenseSpecification {
  readonly LicenseConfigurationArn?: string | undefined;
}

/**
 * The ARNs that LicenseSpecifications name, each once. EC2 checks their form and no more when a launch template is
 * created: InvalidLicenseConfigurationId.Malformed. Whether the licenses exist is settled when something is launched.
 */
export function licenseArnsOf(
  specifications: readonly LicenseSpecification[] | undefined,
  { region }: { region: string },
): string[] {
  const arns = (specifications ?? []).map(({ LicenseConfigurationArn: arn }) => {
    if (arn === undefined)
      throw new CommonFault('MissingMember', 'The request must contain the parameter LicenseConfigurationArn');
    if (!parseLicenseConfigurationArn(arn)) throw malformed(arn, region);
    return arn;
  });
  return [...new Set(arns)];
}

const malformed = (arn: string, region: string): Fault =>
  new Fault(
    'InvalidLicenseConfigurationId.Malformed',
    `The ARN ‘${arn}’ is not valid. The expected format is arn:aws:license-manager:${region}:<account-id>:license-configuration:<license-configuration-id>.`,
  );
