import assert from 'node:assert/strict';
import type {
  AllocateHostsRequest,
  Host,
  Instance,
  ModifyInstancePlacementRequest,
  Placement,
  RunInstancesRequest,
} from '@aws-sdk/client-ec2';
import { sql } from 'kysely';
import { settleHosts } from '../../src/jobs/settle-hosts.ts';
import type { RequestContext } from '../../src/operation.ts';
import { allocateHosts } from '../../src/operations/ec2/hosts/allocate-hosts.ts';
import { describeHosts } from '../../src/operations/ec2/hosts/describe-hosts.ts';
import { releaseHosts } from '../../src/operations/ec2/hosts/release-hosts.ts';
import { describeInstances } from '../../src/operations/ec2/instances/describe-instances.ts';
import { modifyInstancePlacement } from '../../src/operations/ec2/instances/modify-instance-placement.ts';
import { startInstances } from '../../src/operations/ec2/instances/start-instances.ts';
import { stopInstances } from '../../src/operations/ec2/instances/stop-instances.ts';
import { terminateInstances } from '../../src/operations/ec2/instances/terminate-instances.ts';
import { listUsageForLicenseConfiguration } from '../../src/operations/license-manager/list-usage-for-license-configuration.ts';
import { updateLicenseSpecificationsForResource } from '../../src/operations/license-manager/update-license-specifications-for-resource.ts';
import { ACCOUNT, type Cloud, REGION, specify } from './launching.ts';

export const ZONE = `${REGION}a`;
export const hostArn = (id: string): string => `arn:aws:ec2:${REGION}:${ACCOUNT}:dedicated-host/${id}`;
export const instanceArn = (id: string): string => `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`;

/**
 * Short ways to Dedicated Hosts and what is on them, as the first account or another; a host is for the family m5
 * (48 cores, 2 sockets) unless said otherwise.
 */
export function withHosts(given: Cloud, as: Partial<RequestContext> = {}) {
  const cloud: Cloud = {
    ...given,
    call: (operation, input) => given.call(operation, input, as),
    launch: (request) => given.launch(request, as),
  };
  const { call } = cloud;
  const allocateAll = async (given: Partial<AllocateHostsRequest> = {}): Promise<string[]> => {
    const takes = given.InstanceType ? {} : { InstanceFamily: 'm5' };
    return (await call(allocateHosts, { AvailabilityZone: ZONE, ...takes, ...given })).HostIds!;
  };
  return {
    ...machinesOf(cloud),
    ...licensesOf(cloud),
    allocateAll,
    allocate: async (given: Partial<AllocateHostsRequest> = {}): Promise<string> => (await allocateAll(given))[0]!,
    host: async (id: string): Promise<Host> => (await call(describeHosts, { HostIds: [id] })).Hosts![0]!,
    release: (id: string) => call(releaseHosts, { HostIds: [id] }),
  };
}

function machinesOf(cloud: Cloud) {
  const { call } = cloud;
  const instance = async (id: string): Promise<Instance> =>
    (await call(describeInstances, { InstanceIds: [id] })).Reservations![0]!.Instances![0]!;
  const assertSettles = async (id: string, state: string) => {
    await cloud.settle(id);
    assert.equal((await instance(id)).State!.Name, state);
  };
  return {
    instance,
    hostOf: async (id: string) => (await instance(id)).Placement!.HostId,
    /** Launches onto hosts with the licenses, one m5.large unless the request says otherwise; the machines run. */
    launchOn: async (Placement: Placement, licenses: string[] = [], given: Partial<RunInstancesRequest> = {}) => {
      const place = { Placement: { Tenancy: 'host', ...Placement } } as const;
      const { Instances = [] } = await cloud.launch({
        ...place,
        LicenseSpecifications: specify(...licenses),
        ...given,
      });
      const ids = Instances.map(({ InstanceId }) => InstanceId!);
      await cloud.settle(...ids);
      return ids;
    },
    stop: async (id: string) => {
      await call(stopInstances, { InstanceIds: [id] });
      await assertSettles(id, 'stopped');
    },
    start: async (id: string) => {
      await call(startInstances, { InstanceIds: [id] });
      await assertSettles(id, 'running');
    },
    terminate: async (id: string) => {
      await call(terminateInstances, { InstanceIds: [id] });
      await assertSettles(id, 'terminated');
    },
    place: (id: string, change: Omit<ModifyInstancePlacementRequest, 'InstanceId'>) =>
      call(modifyInstancePlacement, { InstanceId: id, ...change }),
  };
}

function licensesOf(cloud: Cloud) {
  const { call } = cloud;
  return {
    tie: (resource: string, ...arns: string[]) =>
      call(updateLicenseSpecificationsForResource, {
        ResourceArn: resource,
        AddLicenseSpecifications: specify(...arns),
      }),
    untie: (resource: string, ...arns: string[]) =>
      call(updateLicenseSpecificationsForResource, {
        ResourceArn: resource,
        RemoveLicenseSpecifications: specify(...arns),
      }),
    /** What hosts and machines hold of a license, as ListUsage tells. */
    usage: async (arn: string) => {
      const request = { LicenseConfigurationArn: arn };
      const { LicenseConfigurationUsageList: rows = [] } = await call(listUsageForLicenseConfiguration, request);
      return rows.map((row) => [row.ResourceArn, row.ResourceType, row.ResourceStatus, row.ConsumedLicenses]);
    },
    /** As if the days of licenseAffinityToHost were over for what hosts hold now. */
    endHolds: async () => {
      await sql`UPDATE consumption SET hold_until = now() - interval '1 second' WHERE hold_until IS NOT NULL`.execute(
        cloud.db,
      );
    },
    settleHosts: () => settleHosts(cloud),
  };
}
