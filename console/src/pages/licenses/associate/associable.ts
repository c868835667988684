import { DescribeHostsCommand, DescribeImagesCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListResourceInventoryCommand } from '@aws-sdk/client-license-manager';
import { ec2 } from '../../../aws/ec2.ts';
import { licenseManager } from '../../../aws/license-manager.ts';
import type { Page } from '../../../aws/use-aws.ts';
import { nameTag } from '../../../parts/name-tag.ts';

/** Something that a license can be tied to. */
export interface Associable {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly detail: string;
}

type Ask = (region: string, accountId: string, nextToken: string | undefined) => Promise<Page<Associable>>;

const images: Ask = async (region, _accountId, NextToken) => {
  const { Images: found = [], NextToken: nextToken } = await ec2(region).send(
    new DescribeImagesCommand({ MaxResults: 200, NextToken }),
  );
  const items = found.map(({ ImageId: id = '', Name: name = '', PlatformDetails, OwnerId, ImageOwnerAlias }) => ({
    id,
    arn: `arn:aws:ec2:${region}::image/${id}`,
    name,
    detail: `${PlatformDetails ?? ''}, of ${ImageOwnerAlias ?? OwnerId}`,
  }));
  return { items, nextToken };
};

const instances: Ask = async (region, _accountId, NextToken) => {
  const { Reservations: found = [], NextToken: nextToken } = await ec2(region).send(
    new DescribeInstancesCommand({
      MaxResults: 200,
      NextToken,
      Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
    }),
  );
  const items = found.flatMap(({ OwnerId, Instances = [] }) =>
    Instances.map(({ InstanceId: id = '', InstanceType, State, Tags }) => ({
      id,
      arn: `arn:aws:ec2:${region}:${OwnerId}:instance/${id}`,
      name: nameTag(Tags) ?? '',
      detail: `${InstanceType}, ${State?.Name}`,
    })),
  );
  return { items, nextToken };
};

const hosts: Ask = async (region, accountId, NextToken) => {
  const { Hosts: found = [], NextToken: nextToken } = await ec2(region).send(
    new DescribeHostsCommand({ MaxResults: 200, NextToken }),
  );
  const items = found.map(({ HostId: id = '', HostProperties, State, OwnerId = accountId, Tags }) => ({
    id,
    arn: `arn:aws:ec2:${region}:${OwnerId}:dedicated-host/${id}`,
    name: nameTag(Tags) ?? '',
    detail: `${HostProperties?.InstanceFamily ?? HostProperties?.InstanceType}, ${HostProperties?.Sockets} sockets, ${HostProperties?.Cores} cores, ${State}`,
  }));
  return { items, nextToken };
};

const servers: Ask = async (region, _accountId, NextToken) => {
  const { ResourceInventoryList: found = [], NextToken: nextToken } = await licenseManager(region).send(
    new ListResourceInventoryCommand({ MaxResults: 100, NextToken }),
  );
  const items = found
    .filter(({ ResourceType: type }) => type === 'SYSTEMS_MANAGER_MANAGED_INSTANCE')
    .map(({ ResourceId: id = '', ResourceArn: arn = '', Platform, PlatformVersion = '' }) => ({
      id,
      arn,
      name: '',
      detail: `${Platform ?? ''} ${PlatformVersion}`.trim(),
    }));
  return { items, nextToken };
};

export const ASSOCIABLE: Readonly<Record<string, { readonly title: string; readonly ask: Ask }>> = {
  images: { title: 'AMIs', ask: images },
  instances: { title: 'Instances', ask: instances },
  hosts: { title: 'Dedicated Hosts', ask: hosts },
  servers: { title: 'Discovered servers', ask: servers },
};
