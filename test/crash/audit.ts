import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { rootCredentials } from '../server-process.ts';
import { call, jsonRequest } from '../signed-request.ts';
import type { Launch } from './load.ts';
import { clientsAt, LIMIT, VCPUS_OF_TYPE, type World } from './world.ts';

type Clients = ReturnType<typeof clientsAt>;

const LASTING = ['running', 'stopped', 'terminated'];

/** Every acknowledged launch is there, what machines hold is what is consumed, and tokens replay; no counter is off. */
export async function audit(url: string, world: World, launches: readonly Launch[]): Promise<void> {
  const clients = clientsAt(url);
  const acknowledged = launches.filter((launch) => launch.reservationId);
  const before = await settledMachines(clients, world);
  for (const { instanceIds, reservationId } of acknowledged)
    for (const id of instanceIds) assert.ok(before.has(id), `${id} of ${reservationId} was acknowledged and is gone`);
  await checkConsumption(clients, world, before);

  for (const launch of acknowledged) await checkReplay(clients, launch, before);
  assert.deepEqual((await settledMachines(clients, world)).size, before.size, 'a replay launches nothing');
  assert.deepEqual(await recountDifferences(url), []);
}

/** A launch that is repeated is the one that there was; EC2 refuses to repeat one whose machines are all terminated. */
async function checkReplay(
  { ec2 }: Clients,
  { request, reservationId, instanceIds }: Launch,
  machines: ReadonlyMap<string, Instance>,
): Promise<void> {
  const isOver = instanceIds.every((id) => machines.get(id)!.State!.Name === 'terminated');
  if (isOver) await assert.rejects(ec2.runInstances(request), { name: 'IdempotentInstanceTerminated' });
  else assert.equal((await ec2.runInstances(request)).ReservationId, reservationId);
}

/** Launches that the server never answered left nothing behind. */
export async function checkUnanswered(url: string, world: World, launches: readonly Launch[]): Promise<void> {
  const machines = await settledMachines(clientsAt(url), world);
  const tokens = new Set([...machines.values()].map((machine) => machine.ClientToken));
  const executed = launches.filter(({ reservationId, request }) => !reservationId && tokens.has(request.ClientToken));
  assert.deepEqual(executed, [], 'these were done and their callers got no answer');
}

/** The machines of the world, once none is on its way to another state. */
async function settledMachines({ ec2 }: Clients, { imageId }: World): Promise<Map<string, Instance>> {
  for (let tries = 0; tries < 1_200; tries++) {
    const machines = new Map<string, Instance>();
    const request = { Filters: [{ Name: 'image-id', Values: [imageId] }] };
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, request))
      for (const { Instances = [] } of Reservations)
        for (const instance of Instances) machines.set(instance.InstanceId!, instance);
    if ([...machines.values()].every(({ State }) => LASTING.includes(State!.Name!))) return machines;
    await setTimeout(100);
  }
  return assert.fail('machines are on their way to another state for too long');
}

async function checkConsumption(clients: Clients, world: World, machines: Map<string, Instance>): Promise<void> {
  const held = await heldLicenses(clients, world);
  const running = [...machines.values()].filter(({ State }) => State!.Name === 'running');
  assert.deepEqual(
    [...held].sort(),
    running.map(({ InstanceId }) => [InstanceId!, VCPUS_OF_TYPE] as [string, number]).sort(),
  );
  const total = running.length * VCPUS_OF_TYPE;
  const LicenseConfigurationArn = world.licenseArn;
  const license = await clients.licenseManager.getLicenseConfiguration({ LicenseConfigurationArn });
  assert.equal(license.ConsumedLicenses, total);
  assert.ok(total <= LIMIT, `${total} of ${LIMIT} are consumed`);
}

async function heldLicenses({ licenseManager }: Clients, world: World): Promise<Map<string, number>> {
  const { LicenseConfigurationUsageList: usage, NextToken } = await licenseManager.listUsageForLicenseConfiguration({
    LicenseConfigurationArn: world.licenseArn,
  });
  assert.equal(NextToken, undefined, 'there are no more machines than one page has');
  return new Map(usage!.map((entry) => [entry.ResourceArn!.split('/')[1]!, entry.ConsumedLicenses!]));
}

async function recountDifferences(url: string): Promise<unknown> {
  const { text } = await call({ url, ...rootCredentials }, jsonRequest('Headroom.Recount', {}));
  return JSON.parse(text).Differences;
}
