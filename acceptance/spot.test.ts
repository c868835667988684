import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type RequestSpotInstancesRequest,
  waitUntilInstanceTerminated,
  waitUntilSpotInstanceRequestFulfilled,
} from '@aws-sdk/client-ec2';
import { ec2, uniqueName } from './clients.ts';
import { consumed, givenLicense, givenLicensedImage, headroom, launch, refused, waiting } from './given.ts';

/** Requests a machine of 4 vCPUs, as Terraform does. */
async function request(ImageId: string, given: Partial<RequestSpotInstancesRequest> = {}): Promise<string> {
  const { SpotInstanceRequests: requests } = await ec2.requestSpotInstances({
    ClientToken: uniqueName('token'),
    Type: 'persistent',
    LaunchSpecification: { ImageId, InstanceType: 'm5.xlarge', Placement: {} },
    TagSpecifications: [{ ResourceType: 'spot-instances-request', Tags: [{ Key: 'Name', Value: 'mine' }] }],
    ...given,
  });
  assert.equal(requests!.length, 1);
  return requests![0]!.SpotInstanceRequestId!;
}

async function read(id: string) {
  const { SpotInstanceRequests } = await ec2.describeSpotInstanceRequests({ SpotInstanceRequestIds: [id] });
  return SpotInstanceRequests![0]!;
}

const fulfilled = (id: string) => waitUntilSpotInstanceRequestFulfilled(waiting(), { SpotInstanceRequestIds: [id] });

async function statusOf(id: string, code: string) {
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((next) => setTimeout(next, 100)))
    if ((await read(id)).Status!.Code === code) return read(id);
  return assert.fail(`${id} has ${JSON.stringify((await read(id)).Status)} and not ${code}`);
}

test('Spot requests are fulfilled up to a hard limit, and past it when a license is given back', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const imageId = await givenLicensedImage(license);
  const first = await request(imageId);
  await fulfilled(first);
  const { InstanceId, LaunchSpecification, Tags, State, Type } = await read(first);
  assert.deepEqual(
    [State, Type, LaunchSpecification!.ImageId, LaunchSpecification!.InstanceType],
    ['active', 'persistent', imageId, 'm5.xlarge'],
  );
  assert.deepEqual(Tags, [{ Key: 'Name', Value: 'mine' }]);
  assert.equal(await consumed(license), 4);

  const second = await request(imageId);
  const { State: waitingState, Status } = await statusOf(second, 'capacity-not-available');
  assert.equal(waitingState, 'open');
  assert.match(Status!.Message!, /^No licenses available\..*0 of 4 vCPUs left/);

  // As Terraform destroys a request: cancelled first, then its machine is terminated.
  const { CancelledSpotInstanceRequests: cancelled } = await ec2.cancelSpotInstanceRequests({
    SpotInstanceRequestIds: [first],
  });
  assert.equal(cancelled![0]!.State, 'cancelled');
  await ec2.terminateInstances({ InstanceIds: [InstanceId!] });
  await waitUntilInstanceTerminated(waiting(), { InstanceIds: [InstanceId!] });
  await fulfilled(second);
  assert.equal(await consumed(license), 4);
});

test('an interruption by the operator gives the licenses back', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const imageId = await givenLicensedImage(license);
  const id = await request(imageId, { Type: 'one-time' });
  await fulfilled(id);
  const { InstanceId } = await read(id);
  await refused(ec2.stopInstances({ InstanceIds: [InstanceId!] }), 'UnsupportedOperation');
  assert.match(await headroom(['interrupt-spot-instances', '--instance-ids', InstanceId!]), /shutting-down/);
  await waitUntilInstanceTerminated(waiting(), { InstanceIds: [InstanceId!] });
  assert.equal((await statusOf(id, 'instance-terminated-no-capacity')).State, 'closed');
  assert.equal(await consumed(license), 0);
});

test('RunInstances launches Spot machines up to a hard limit', async () => {
  const license = await givenLicense({ LicenseCount: 4 });
  const spot = { ImageId: await givenLicensedImage(license), InstanceMarketOptions: { MarketType: 'spot' } } as const;
  const [id] = await launch(spot);
  const { Reservations } = await ec2.describeInstances({ InstanceIds: [id!] });
  const [machine] = Reservations![0]!.Instances!;
  assert.equal(machine!.InstanceLifecycle, 'spot');
  await fulfilled(machine!.SpotInstanceRequestId!);
  await refused(launch(spot), 'LicenseUsageFailure');
  await refused(
    ec2.describeSpotInstanceRequests({ SpotInstanceRequestIds: ['sir-00000000'] }),
    'InvalidSpotInstanceRequestID.NotFound',
  );
});
