import { isIPv6 } from 'node:net';
import type { IpPermission, UserIdGroupPair } from '@aws-sdk/client-ec2';
import { formatCidr, parseCidr } from '../../../domain/networks/cidr.ts';
import type { Permission, SecurityGroup } from '../../../domain/networks/security-group.ts';
import { isDefaultVpc } from '../../../domain/networks/vpc.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import { SECURITY_GROUP } from '../ec2-ids.ts';

const NAMES: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', all: '-1' };

/** What the permissions of a request let through, each from or to one source; `groups` are those of the account. */
export function toPermissions(
  permissions: readonly IpPermission[],
  { group, groups }: { group: SecurityGroup; groups: readonly SecurityGroup[] },
): Permission[] {
  return permissions.flatMap((given) => {
    const traffic = { ipProtocol: protocolOf(given), ...portsOf(given) };
    const sources = [
      ...(given.IpRanges ?? []).map((range) => ({ cidrIpv4: ipv4Of(range.CidrIp), ...describe(range) })),
      ...(given.Ipv6Ranges ?? []).map((range) => ({ cidrIpv6: ipv6Of(range.CidrIpv6), ...describe(range) })),
      ...(given.PrefixListIds ?? []).map((list) => ({
        prefixListId: prefixListOf(list.PrefixListId),
        ...describe(list),
      })),
      ...(given.UserIdGroupPairs ?? []).map((pair) => {
        return { referencedGroupId: findGroup(pair, group, groups).id, ...describe(pair) };
      }),
    ];
    if (sources.length === 0) throw noSource();
    return sources.map((source) => ({ ...traffic, ...source }));
  });
}

/** EC2's answer to a rule that says neither where traffic comes from nor where it goes. */
export const noSource = (): CommonFault =>
  new CommonFault(
    'MissingMember',
    'The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId',
  );

const DESCRIPTION = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

function describe({ Description }: { Description?: string | undefined }): { description?: string } {
  const description = checkDescription(Description);
  return description === undefined ? {} : { description };
}

/** A rule's description, undefined where it is empty; faults InvalidParameterValue. */
export function checkDescription(description: string | undefined): string | undefined {
  if (!description) return undefined;
  if (!DESCRIPTION.test(description))
    throw invalid(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  return description;
}

function protocolOf({ IpProtocol: given }: IpPermission): string {
  if (!given)
    throw invalid("Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.");
  const name = NAMES[given.toLowerCase()] ?? given.toLowerCase();
  const isNumber = /^\d{1,3}$/.test(name) && Number(name) <= 255;
  if (isNumber || ['-1', 'tcp', 'udp', 'icmp', 'icmpv6'].includes(name)) return name;
  throw invalid(`Invalid value '${given}' for IP protocol. Unknown protocol.`);
}

/** Ports of TCP and UDP, type and code of ICMP; of all other protocols EC2 keeps none. */
function portsOf(permission: IpPermission): { fromPort?: number; toPort?: number } {
  const { FromPort: from, ToPort: to } = permission;
  const protocol = protocolOf(permission);
  if (protocol === 'icmpv6' && from === undefined) return { fromPort: -1, toPort: -1 };
  const [lowest, highest] = protocol.startsWith('icmp') ? [-1, 255] : [0, 65_535];
  if (!['tcp', 'udp', 'icmp', 'icmpv6'].includes(protocol)) return {};
  if (lowest === 0 && (from === undefined || to === undefined))
    throw invalid('Invalid value for portRange. Must specify both from and to ports with TCP/UDP.');
  const isIn = (port: number | undefined) =>
    port !== undefined && Number.isInteger(port) && port >= lowest && port <= highest;
  if (!isIn(from) || !isIn(to) || (lowest === 0 && from! > to!))
    throw invalid(
      `Invalid ${lowest === 0 ? 'TCP/UDP port' : 'ICMP type and code'} range (${from ?? 'null'}:${to ?? 'null'})`,
    );
  return { fromPort: from!, toPort: to! };
}

function ipv4Of(text = ''): string {
  const cidr = parseCidr(text);
  if (!cidr) throw invalid(`CIDR block ${text} is malformed`);
  return formatCidr(cidr);
}

function ipv6Of(text = ''): string {
  const [address = '', prefix = ''] = text.split('/');
  if (!isIPv6(address) || !/^\d{1,3}$/.test(prefix) || Number(prefix) > 128 || text.split('/').length !== 2)
    throw invalid(`CIDR block ${text} is malformed`);
  return text.toLowerCase();
}

function prefixListOf(id = ''): string {
  if (!/^pl-[0-9a-f]{8,17}$/.test(id))
    throw new Fault('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return id;
}

/** The group that a pair names, by id or, in the default VPC, by name; it must be of the same VPC. */
function findGroup(pair: UserIdGroupPair, group: SecurityGroup, groups: readonly SecurityGroup[]): SecurityGroup {
  const { GroupId: id, GroupName: name } = pair;
  const found = groups.find((g) => (id ? g.id === id : g.name === name && isDefaultVpc({ ...g, id: g.vpcId })));
  const isOwn = !pair.UserId || pair.UserId === group.accountId;
  if (!found || !isOwn) throw SECURITY_GROUP.notFound([id || name || '']);
  if (found.vpcId !== group.vpcId)
    throw new Fault('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
  return found;
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValue', message);
