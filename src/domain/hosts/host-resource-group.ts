import { licenseConfigurationArn, parseArn, parseLicenseConfigurationArn } from '../arn.ts';
import { typesOfFamily } from '../catalogue/instance-types.ts';

/** What the configuration of a host resource group says. */
export interface HostGroupSettings {
  readonly autoAllocate: boolean;
  readonly autoRelease: boolean;
  readonly autoRecovery: boolean;
  /** Families of the hosts that may be in the group; undefined: all. */
  readonly allowedFamilies: readonly string[] | undefined;
  /** License configurations that its machines may use, as License Manager prints their ARNs; undefined where `anyLicense`. */
  readonly allowedLicenseArns: readonly string[] | undefined;
  readonly anyLicense: boolean;
  /** Whether a machine needs a Core or Socket license to come in. */
  readonly licenseRequired: boolean;
}

export interface HostGroup extends HostGroupSettings {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  /** Other accounts whose machines it takes. */
  readonly sharedWith: readonly string[];
}

/** GroupConfigurationItem in AWS's form. */
export interface GroupConfigurationItem {
  readonly Type?: string | undefined;
  readonly Parameters?:
    | readonly { readonly Name?: string | undefined; readonly Values?: readonly string[] | undefined }[]
    | undefined;
}

export const HOST_MANAGEMENT = 'AWS::EC2::HostManagement';
export const HOST_RESOURCE_TYPE = 'AWS::EC2::Host';
const GENERIC = 'AWS::ResourceGroups::Generic';

const BOOLEANS = ['true', 'false'];

/** AWS's announcement writes the values in small letters with hyphens, its guide in capitals. */
const NOT_REQUIRED = ['LICENSE_CONFIGURATION_NOT_REQUIRED', 'license-configuration-not-required'];
const LAUNCH_OPTIONS = ['LICENSE_CONFIGURATION_REQUIRED', 'license-configuration-required', ...NOT_REQUIRED];

type Parameters = ReadonlyMap<string, readonly string[]>;

/** The parameters of each item and the values they may have; null where those are checked by themselves. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>> = {
  [HOST_MANAGEMENT]: {
    'auto-allocate-host': BOOLEANS,
    'auto-release-host': BOOLEANS,
    'auto-host-recovery': BOOLEANS,
    'allowed-host-families': null,
    'allowed-host-based-license-configurations': null,
    'any-host-based-license-configuration': BOOLEANS,
    'instance-launch-option': LAUNCH_OPTIONS,
  },
  [GENERIC]: { 'allowed-resource-types': [HOST_RESOURCE_TYPE], 'deletion-protection': ['UNLESS_EMPTY'] },
};

/** Parameters that take a list; the others take one value. */
const LISTS = ['allowed-host-families', 'allowed-host-based-license-configurations'];

export type ParsedHostGroupConfiguration =
  | { readonly ok: true; readonly group: HostGroupSettings }
  | { readonly ok: false; readonly problem: string };

const wrong = (problem: string): ParsedHostGroupConfiguration => ({ ok: false, problem });

/**
 * What the two configuration items of a host resource group say together. AWS has no other kind of items for it and
 * wants both of the generic one's parameters (Resource Groups user guide, service configurations). Of the automatic
 * settings none is on unless it is asked for: the guide gives no defaults. Whether license configurations exist is not
 * looked at here.
 */
export function parseHostGroupConfiguration(items: readonly GroupConfigurationItem[]): ParsedHostGroupConfiguration {
  const byType = new Map<string, Parameters>();
  for (const item of items) {
    const type = item.Type ?? '';
    if (byType.has(type)) return wrong(`The configuration has two items of type ${type}.`);
    const parameters = readParameters(item);
    if (typeof parameters === 'string') return wrong(parameters);
    byType.set(type, parameters);
  }
  const hosts = byType.get(HOST_MANAGEMENT);
  if (!hosts)
    return wrong(`The configuration has no item of type ${HOST_MANAGEMENT}, the only kind of group supported.`);
  const missing = Object.keys(PARAMETERS[GENERIC]!).find((name) => !byType.get(GENERIC)?.has(name));
  if (missing)
    return wrong(`A group of ${HOST_MANAGEMENT} also needs an item of type ${GENERIC} with the parameter ${missing}.`);
  return readSettings(hosts);
}

/** The parameters of an item by name, or what is wrong with them. */
function readParameters({ Type: type = '', Parameters: parameters = [] }: GroupConfigurationItem): Parameters | string {
  const known = Object.hasOwn(PARAMETERS, type) ? PARAMETERS[type]! : undefined;
  if (!known)
    return `The configuration type "${type}" is not supported: expected ${Object.keys(PARAMETERS).join(' or ')}.`;
  const read = new Map<string, readonly string[]>();
  for (const { Name: name = '', Values: values = [] } of parameters) {
    if (!Object.hasOwn(known, name))
      return `${type} has no parameter "${name}"; it has ${Object.keys(known).join(', ')}.`;
    if (read.has(name)) return `The parameter ${name} is given twice.`;
    const problem = findValuesProblem(name, values, known[name]!);
    if (problem) return problem;
    read.set(name, values);
  }
  return read;
}

function findValuesProblem(
  name: string,
  values: readonly string[],
  allowed: readonly string[] | null,
): string | undefined {
  if (values.length === 0 || (values.length > 1 && !LISTS.includes(name)))
    return `The parameter ${name} has ${values.length} values; expected ${LISTS.includes(name) ? 'at least one' : 'one'}.`;
  const unknown = allowed && values.find((value) => !allowed.includes(value));
  return unknown === null || unknown === undefined
    ? undefined
    : `The parameter ${name} has the value "${unknown}"; expected ${allowed?.join(' or ')}.`;
}

function readSettings(hosts: Parameters): ParsedHostGroupConfiguration {
  const allowedFamilies = hosts.get('allowed-host-families')?.map((family) => family.toLowerCase());
  const unfit = allowedFamilies?.find((family) => !typesOfFamily(family).some((type) => type.dedicatedHosts));
  if (unfit !== undefined) return wrong(`The instance family "${unfit}" does not run on Dedicated Hosts.`);
  const isOn = (name: string): boolean => hosts.get(name)?.[0] === 'true';
  const given = hosts.get('allowed-host-based-license-configurations');
  const malformed = given?.find((arn) => !parseLicenseConfigurationArn(arn));
  if (malformed !== undefined) return wrong(`"${malformed}" is not the ARN of a license configuration.`);
  const allowedLicenseArns = given?.map((arn) => {
    const ref = parseLicenseConfigurationArn(arn)!;
    return licenseConfigurationArn(ref, ref.id);
  });
  const licenseRequired = !NOT_REQUIRED.includes(hosts.get('instance-launch-option')?.[0] ?? '');
  const namesAny = isOn('any-host-based-license-configuration');
  if (namesAny && given)
    return wrong(
      'Give either allowed-host-based-license-configurations or any-host-based-license-configuration, and not both.',
    );
  if (licenseRequired && !namesAny && !given)
    return wrong(
      'Give allowed-host-based-license-configurations, or any-host-based-license-configuration as true; or the instance-launch-option LICENSE_CONFIGURATION_NOT_REQUIRED for a group that takes machines without a license.',
    );
  return {
    ok: true,
    group: {
      autoAllocate: isOn('auto-allocate-host'),
      autoRelease: isOn('auto-release-host'),
      autoRecovery: isOn('auto-host-recovery'),
      allowedFamilies,
      allowedLicenseArns,
      anyLicense: given === undefined,
      licenseRequired,
    },
  };
}

/** What the hosts of a group and the machines that run on them are and use. */
export interface GroupUse {
  /** One entry a host. */
  readonly hostFamilies: readonly string[];
  /** Core and Socket license configurations, each with one machine or host that uses it. */
  readonly licenses: readonly { readonly arn: string; readonly usedBy: string }[];
}

/** Why a group cannot have the settings while it is used so: what is there must stay allowed. Undefined where it can. */
export function findUseLeftOut(
  { allowedFamilies, allowedLicenseArns, anyLicense }: HostGroupSettings,
  { hostFamilies, licenses }: GroupUse,
): string | undefined {
  const family = allowedFamilies && hostFamilies.find((one) => !allowedFamilies.includes(one));
  if (family)
    return `A host of the family ${family} is in the group; take it out before the family is no longer allowed.`;
  const license = anyLicense ? undefined : licenses.find(({ arn }) => !allowedLicenseArns?.includes(arn));
  return (
    license &&
    `${license.arn} is used in the group, by ${license.usedBy}; stop that or take the license off before it is no longer allowed.`
  );
}

/** The ARN of a resource group. */
export const resourceGroupArn = (at: { accountId: string; region: string }, name: string): string =>
  `arn:aws:resource-groups:${at.region}:${at.accountId}:group/${name}`;

export interface ResourceGroupRef {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

/** A resource group's ARN as CreateGroup prints it; another text as it is, for it to be refused by. */
export function printedGroupArn(text: string): string {
  const ref = parseResourceGroupArn(text);
  return ref ? resourceGroupArn(ref, ref.name) : text;
}

/** Account, Region and name of a resource group's ARN, or undefined where the text is not such an ARN. */
export function parseResourceGroupArn(text: string): ResourceGroupRef | undefined {
  const arn = parseArn(text);
  const name = arn && /^group\/([A-Za-z0-9_.-]{1,300})$/.exec(arn.resource)?.[1];
  if (!arn || !name || arn.service !== 'resource-groups' || !arn.region || !arn.accountId) return undefined;
  return { accountId: arn.accountId, region: arn.region, name };
}
