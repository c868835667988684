import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { createLedger } from '../../src/ledger/ledger.ts';
import { recount } from '../../src/ledger/recount.ts';
import { allocateHosts } from '../../src/operations/ec2/hosts/allocate-hosts.ts';
import { releaseHosts } from '../../src/operations/ec2/hosts/release-hosts.ts';
import { withHosts, ZONE } from './hosting.ts';
import { givenCloud, specify } from './launching.ts';

const ROUNDS = 5;
const LAST_SLOT = { InstanceType: 'm5.24xlarge' } as const;

/** A cloud with two servers, and launches that both are asked for at once. */
async function givenTwoServers() {
  const cloud = await givenCloud();
  const servers = [{ ledger: cloud.ledger }, { ledger: createLedger({ db: cloud.db }) }];
  const launchOnBoth = (requests: readonly Partial<RunInstancesRequest>[]) =>
    Promise.allSettled(requests.map((request, n) => cloud.launch({ ...LAST_SLOT, ...request }, servers[n % 2])));
  return { cloud, hosts: withHosts(cloud), servers, launchOnBoth };
}

const codesOf = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? 'ok' : (result.reason as { code: string }).code)).sort();

test('two servers cannot give the last slot of a host twice', async () => {
  const { hosts, launchOnBoth } = await givenTwoServers();
  for (let round = 0; round < ROUNDS; round++) {
    const host = await hosts.allocate(LAST_SLOT);
    const results = await launchOnBoth(Array(4).fill({ Placement: { HostId: host } }));
    assert.deepEqual(codesOf(results), [
      'InsufficientCapacityOnHost',
      'InsufficientCapacityOnHost',
      'InsufficientCapacityOnHost',
      'ok',
    ]);
    assert.equal((await hosts.host(host)).Instances!.length, 1);
  }
});

test('two servers cannot take the last Core licenses twice, each for a host of its own', async () => {
  const { cloud, hosts, launchOnBoth } = await givenTwoServers();
  for (let round = 0; round < ROUNDS; round++) {
    const cores = await cloud.license({ countingType: 'Core', licenseCount: 95, hardLimit: true });
    const [one, two] = await hosts.allocateAll({ ...LAST_SLOT, Quantity: 2 });
    const LicenseSpecifications = specify(cores);
    const results = await launchOnBoth([one, two].map((HostId) => ({ Placement: { HostId }, LicenseSpecifications })));
    assert.deepEqual(codesOf(results), ['LicenseUsageFailure', 'ok']);
    assert.equal(await cloud.consumed(cores), 48);
  }
  assert.deepEqual((await recount(cloud.db)).differences, []);
});

test('two servers take the Core licenses of one host once', async () => {
  const { cloud, hosts, launchOnBoth } = await givenTwoServers();
  const cores = await cloud.license({ countingType: 'Core', licenseCount: 48, hardLimit: true });
  const HostId = await hosts.allocate();
  const request = { InstanceType: 'm5.large', Placement: { HostId }, LicenseSpecifications: specify(cores) } as const;
  const results = await launchOnBoth(Array(8).fill(request));
  assert.deepEqual(codesOf(results), Array(8).fill('ok'));
  assert.equal(await cloud.consumed(cores), 48);
  assert.deepEqual((await recount(cloud.db)).differences, []);
});

test('a host is not released under a machine that is launched onto it', async () => {
  const { cloud, hosts, servers, launchOnBoth } = await givenTwoServers();
  for (let round = 0; round < ROUNDS; round++) {
    const host = await hosts.allocate(LAST_SLOT);
    const [[launched], released] = await Promise.all([
      launchOnBoth([{ Placement: { HostId: host } }]),
      cloud.call(releaseHosts, { HostIds: [host] }, servers[1]),
    ]);
    const isReleased = released.Successful!.length === 1;
    assert.equal(launched!.status, isReleased ? 'rejected' : 'fulfilled');
    assert.equal((await hosts.host(host)).Instances!.length, isReleased ? 0 : 1);
  }
});

test('two servers allocate hosts once for one client token', async () => {
  const { cloud, servers } = await givenTwoServers();
  const request = { AvailabilityZone: ZONE, InstanceFamily: 'm5', Quantity: 2, ClientToken: 'once' };
  const as = { action: 'ec2:AllocateHosts' };
  const answers = await Promise.all(servers.map((server) => cloud.call(allocateHosts, request, { ...server, ...as })));
  assert.deepEqual(answers[0]!.HostIds, answers[1]!.HostIds);
});
