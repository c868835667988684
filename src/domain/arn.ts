/** The parts of an ARN, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything behind the account, such as `instance/i-0abc` or `license-configuration:lic-0abc`. */
  readonly resource: string;
}

/** Splits an ARN, or undefined where the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):([0-9]{0,12}):(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, service = '', region = '', accountId = '', resource = ''] = match;
  return { service, region, accountId, resource };
}

/** The ARN of a license configuration, as License Manager prints it. */
export const licenseConfigurationArn = (at: { accountId: string; region: string }, id: string): string =>
  `arn:aws:license-manager:${at.region}:${at.accountId}:license-configuration:${id}`;

const LICENSE_CONFIGURATION_RESOURCE = /^license-configuration[:/](lic-[0-9a-f]{32})$/;

/** Whether an ARN is in the place of license configurations, with a colon or a slash, whatever the id behind it. */
export const isOfLicenseConfiguration = ({ service, resource }: Arn): boolean =>
  service === 'license-manager' && /^license-configuration[:/]/.test(resource);

export interface LicenseConfigurationRef {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
}

/** Account, Region and id of a license configuration's ARN, or undefined where the text is not such an ARN. */
export function parseLicenseConfigurationArn(text: string): LicenseConfigurationRef | undefined {
  const arn = parseArn(text);
  const id = arn && LICENSE_CONFIGURATION_RESOURCE.exec(arn.resource)?.[1];
  if (!arn || !id || arn.service !== 'license-manager' || !arn.region || !arn.accountId) return undefined;
  return { accountId: arn.accountId, region: arn.region, id };
}

const REPORT_GENERATOR_RESOURCE = /^report-generator:(r-[0-9a-f]{32})$/;

/** The ARN of a report generator, by the service authorization reference of License Manager. */
export const reportGeneratorArn = (at: { accountId: string; region: string }, id: string): string =>
  `arn:aws:license-manager:${at.region}:${at.accountId}:report-generator:${id}`;

/** Account, Region and id of a report generator's ARN, or undefined where the text is not such an ARN. */
export function parseReportGeneratorArn(text: string): LicenseConfigurationRef | undefined {
  const arn = parseArn(text);
  const id = arn?.service === 'license-manager' ? REPORT_GENERATOR_RESOURCE.exec(arn.resource)?.[1] : undefined;
  return arn && id ? { accountId: arn.accountId, region: arn.region, id } : undefined;
}

const ISSUED_LICENSE_RESOURCE = /^license:(l-[0-9a-f]{32})$/;

/** The ARN of a license that an account issues, which is of no Region. */
export const issuedLicenseArn = (accountId: string, id: string): string =>
  `arn:aws:license-manager::${accountId}:license:${id}`;

/** Account and id of an issued license's ARN, or undefined where the text is not such an ARN. */
export function parseIssuedLicenseArn(text: string): { accountId: string; id: string } | undefined {
  const arn = parseArn(text);
  const isOfService = arn?.service === 'license-manager' && arn.region === '';
  const id = isOfService ? ISSUED_LICENSE_RESOURCE.exec(arn.resource)?.[1] : undefined;
  return arn && id ? { accountId: arn.accountId, id } : undefined;
}

const GRANT_RESOURCE = /^grant:(g-[0-9a-f]{32})$/;

/** The ARN of a grant of an issued license, which is of no Region and of the account that grants. */
export const grantArn = (accountId: string, id: string): string => `arn:aws:license-manager::${accountId}:grant:${id}`;

/** Granter and id of a grant's ARN, or undefined where the text is not such an ARN. */
export function parseGrantArn(text: string): { accountId: string; id: string } | undefined {
  const arn = parseArn(text);
  const isOfService = arn?.service === 'license-manager' && arn.region === '';
  const id = isOfService ? GRANT_RESOURCE.exec(arn.resource)?.[1] : undefined;
  return arn && id ? { accountId: arn.accountId, id } : undefined;
}

/** Whether an ARN is in the place of issued licenses or of grants of them, whatever the id behind it: those who have a grant may know of them. */
export const isOfGrantedLicense = ({ service, resource }: Arn): boolean =>
  service === 'license-manager' && /^(license|grant):/.test(resource);
