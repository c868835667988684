import { licenseConfigurationArn, parseArn, parseLicenseConfigurationArn } from './arn.ts';

/** License Manager's resource types. */
export type ResourceType = 'EC2_INSTANCE' | 'EC2_HOST' | 'EC2_AMI' | 'RDS' | 'SYSTEMS_MANAGER_MANAGED_INSTANCE';

export const RESOURCE_TYPES: readonly ResourceType[] = [
  'EC2_INSTANCE',
  'EC2_HOST',
  'EC2_AMI',
  'RDS',
  'SYSTEMS_MANAGER_MANAGED_INSTANCE',
];

/**
 * A resource that can be tied to a license; `ownerId` is the account it belongs to. Ids are unique over all accounts: that
 * of a database, whose identifier is not, is ACCOUNT:REGION:IDENTIFIER.
 */
export interface Resource {
  readonly type: ResourceType;
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
}

interface ArnForm {
  readonly type: ResourceType;
  readonly service: string;
  readonly path: string;
  readonly id: RegExp;
  /** Image ARNs carry no account. */
  readonly withAccount: boolean;
}

const FORMS: readonly ArnForm[] = [
  { type: 'EC2_INSTANCE', service: 'ec2', path: 'instance/', id: /^i-[0-9a-f]{8,17}$/, withAccount: true },
  { type: 'EC2_AMI', service: 'ec2', path: 'image/', id: /^ami-[0-9a-f]{8,17}$/, withAccount: false },
  { type: 'EC2_HOST', service: 'ec2', path: 'dedicated-host/', id: /^h-[0-9a-f]{8,17}$/, withAccount: true },
  {
    type: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
    service: 'ssm',
    path: 'managed-instance/',
    id: /^mi-[0-9a-f]{17}$/,
    withAccount: true,
  },
  { type: 'RDS', service: 'rds', path: 'db:', id: /^[A-Za-z][A-Za-z0-9-]{0,62}$/, withAccount: true },
];

/** The ARN that License Manager prints for a resource. */
export function resourceArn({ type, id, ownerId, region }: Resource): string {
  const form = FORMS.find((f) => f.type === type)!;
  return `arn:aws:${form.service}:${region}:${form.withAccount ? ownerId : ''}:${form.path}${form.type === 'RDS' ? identifierOf(id) : id}`;
}

/** The identifier of a database in its id. */
export const identifierOf = (id: string): string => id.slice(id.lastIndexOf(':') + 1);

/** The resource that an ARN names, or undefined where it names none that a license can be tied to. */
export function parseResourceArn(text: string): Resource | undefined {
  const arn = parseArn(text);
  const form = arn && FORMS.find((f) => f.service === arn.service && arn.resource.startsWith(f.path));
  if (!arn?.region || !form) return undefined;
  const id = arn.resource.slice(form.path.length);
  const accountFits = form.withAccount ? arn.accountId.length === 12 : true;
  return accountFits && form.id.test(id)
    ? {
        type: form.type,
        id: form.type === 'RDS' ? `${arn.accountId}:${arn.region}:${id.toLowerCase()}` : id,
        ownerId: arn.accountId,
        region: arn.region,
      }
    : undefined;
}

/**
 * An ARN as it is printed here, whichever of its spellings a client sent: of another partition, a license configuration with a
 * slash, an image with an account, a database in capitals. Policies, tags and the trail know a resource by this one alone.
 */
export function printedArn(text: string): string {
  const license = parseLicenseConfigurationArn(text);
  if (license) return licenseConfigurationArn(license, license.id);
  const resource = parseResourceArn(text);
  return resource ? resourceArn(resource) : text.replace(/^arn:aws[a-z-]+:/, 'arn:aws:');
}
