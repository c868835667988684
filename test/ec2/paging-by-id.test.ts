import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Filter } from '@aws-sdk/client-ec2';
import { type RawBuilder, sql } from 'kysely';
import type { Operation } from '../../src/operation.ts';
import { describeHosts } from '../../src/operations/ec2/hosts/describe-hosts.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { describeLaunchTemplates } from '../../src/operations/ec2/launch-templates/describe-launch-templates.ts';
import { describeSubnets } from '../../src/operations/ec2/networks/describe-subnets.ts';
import { describeVpcs } from '../../src/operations/ec2/networks/describe-vpcs.ts';
import { describeSecurityGroupRules } from '../../src/operations/ec2/security-groups/describe-security-group-rules.ts';
import { describeSecurityGroups } from '../../src/operations/ec2/security-groups/describe-security-groups.ts';
import { ACCOUNT, type Cloud, givenCloud, OTHER_ACCOUNT, REGION } from './launching.ts';

const COUNT = 2_500;

interface List {
  readonly operation: Operation<object, object>;
  readonly members:
    | 'Hosts'
    | 'Images'
    | 'LaunchTemplates'
    | 'SecurityGroupRules'
    | 'SecurityGroups'
    | 'Subnets'
    | 'Vpcs';
  readonly filter: string;
  readonly id: (item: never) => string;
  /** Rows of an account, by number. */
  readonly insert: (account: string) => RawBuilder<unknown>;
}

const numbers = sql`generate_series(1, ${COUNT}::int) n`;
const idOf = (prefix: string, account: string) => sql`${prefix}::text || left(md5(${account}::text || n), 17)`;

const LISTS: readonly List[] = [
  {
    operation: describeHosts as List['operation'],
    members: 'Hosts',
    filter: 'Filter',
    id: ({ HostId }: { HostId: string }) => HostId,
    insert: (account) => sql`
      INSERT INTO host (account_id, region, host_id, availability_zone, family, sockets, cores, estimated,
        auto_placement, host_recovery, host_maintenance, state, allocated_at)
      SELECT ${account}, ${REGION}, ${idOf('h-', account)}, ${`${REGION}a`}, 'm5', 2, 48, false, true, false, false,
        'available', now() FROM ${numbers}`,
  },
  {
    operation: describeVpcs as List['operation'],
    members: 'Vpcs',
    filter: 'Filters',
    id: ({ VpcId }: { VpcId: string }) => VpcId,
    insert: (account) => sql`
      INSERT INTO vpc (account_id, region, vpc_id, cidr_block, instance_tenancy)
      SELECT ${account}, ${REGION}, ${idOf('vpc-', account)}, '10.0.0.0/16', 'default' FROM ${numbers}`,
  },
  {
    operation: describeSubnets as List['operation'],
    members: 'Subnets',
    filter: 'Filters',
    id: ({ SubnetId }: { SubnetId: string }) => SubnetId,
    insert: (account) => sql`
      INSERT INTO subnet (account_id, region, subnet_id, vpc_id, availability_zone, cidr_block)
      SELECT ${account}, ${REGION}, ${idOf('subnet-', account)}, ${idOf('vpc-', account)}, ${`${REGION}a`}, '10.0.0.0/24'
      FROM ${numbers}`,
  },
  {
    operation: describeSecurityGroups as List['operation'],
    members: 'SecurityGroups',
    filter: 'Filters',
    id: ({ GroupId }: { GroupId: string }) => GroupId,
    insert: (account) => sql`
      INSERT INTO security_group (account_id, region, security_group_id, vpc_id, name, description)
      SELECT ${account}, ${REGION}, ${idOf('sg-', account)}, ${idOf('vpc-', account)}, 'web', 'web' FROM ${numbers}`,
  },
  {
    operation: describeSecurityGroupRules as List['operation'],
    members: 'SecurityGroupRules',
    filter: 'Filters',
    id: ({ SecurityGroupRuleId }: { SecurityGroupRuleId: string }) => SecurityGroupRuleId,
    insert: (account) => sql`
      WITH made AS (
        INSERT INTO security_group (account_id, region, security_group_id, vpc_id, name, description)
        SELECT ${account}, ${REGION}, ${idOf('sg-', account)}, ${idOf('vpc-', account)}, 'web', 'web' FROM ${numbers}
        RETURNING security_group_id)
      INSERT INTO security_group_rule (account_id, region, security_group_rule_id, security_group_id, is_egress,
        ip_protocol, cidr_ipv4)
      SELECT ${account}, ${REGION}, replace(security_group_id, 'sg-', 'sgr-'), security_group_id, true, '-1', '0.0.0.0/0'
      FROM made`,
  },
  {
    operation: describeImages as List['operation'],
    members: 'Images',
    filter: 'Filters',
    id: ({ ImageId }: { ImageId: string }) => ImageId,
    insert: (account) => sql`
      INSERT INTO image (account_id, region, image_id, name, architecture, platform_details, usage_operation,
        root_device_name, settings, created_at)
      SELECT ${account}, ${REGION}, ${idOf('ami-', account)}, 'image ' || n, 'x86_64', 'Linux/UNIX', 'RunInstances',
        '/dev/xvda', '{"blockDevices":[]}', now() FROM ${numbers}`,
  },
  {
    operation: describeLaunchTemplates as List['operation'],
    members: 'LaunchTemplates',
    filter: 'Filters',
    id: ({ LaunchTemplateId }: { LaunchTemplateId: string }) => LaunchTemplateId,
    insert: (account) => sql`
      WITH made AS (
        INSERT INTO launch_template (account_id, region, launch_template_id, name, default_version, created_at, created_by)
        SELECT ${account}, ${REGION}, ${idOf('lt-', account)}, 'template ' || n, 1, now(), 'arn:aws:iam::1:root'
        FROM ${numbers} RETURNING launch_template_id)
      INSERT INTO launch_template_version (account_id, region, launch_template_id, version, data, created_at, created_by)
      SELECT ${account}, ${REGION}, launch_template_id, 1, '{}', now(), 'arn:aws:iam::1:root' FROM made`,
  },
];

async function pagesOf(cloud: Cloud, { operation, members, filter, id }: List, filters: Filter[] | undefined) {
  const pages: string[][] = [];
  for (let token: string | undefined; pages.length === 0 || token; ) {
    const request = { MaxResults: 200, NextToken: token, ...(filters && { [filter]: filters }) };
    const answer = (await cloud.call(operation, request)) as Record<string, unknown>;
    pages.push((answer[members] as never[]).map(id));
    token = answer['NextToken'] as string | undefined;
  }
  return pages;
}

for (const list of LISTS)
  test(`${list.members}: the pages together have each once, and one that is rare is found behind empty pages`, async () => {
    const cloud = await givenCloud();
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) await list.insert(account).execute(cloud.db);
    const pages = await pagesOf(cloud, list, undefined);
    const all = pages.flat();
    assert.equal(new Set(all).size, all.length);
    assert.ok(all.length >= COUNT && pages.slice(0, -1).every((page) => page.length === 200));
    const last = all.at(-1)!;
    await sql`
      INSERT INTO tag (account_id, region, resource_id, resource_type, key, value)
      VALUES (${ACCOUNT}, ${REGION}, ${last}, 'any', 'rare', 'yes')`.execute(cloud.db);
    const found = await pagesOf(cloud, list, [{ Name: 'tag:rare', Values: ['yes'] }]);
    assert.deepEqual(found.flat(), [last]);
    assert.deepEqual(found.slice(0, 2), [[], []]);
  });
