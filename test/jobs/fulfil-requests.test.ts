import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { deleteEndedRequests } from '../../src/jobs/sweep.ts';
import { fulfilFleet } from '../../src/ledger/fulfil-fleet.ts';
import { fulfilSpotRequest } from '../../src/ledger/fulfil-spot-request.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { createFleet } from '../../src/operations/ec2/fleets/create-fleet.ts';
import { takeFleets } from '../../src/store/fleet.ts';
import { takeSpotRequests } from '../../src/store/spot-request.ts';
import { type Cloud, givenCloud, LINUX, specify } from '../ec2/launching.ts';
import { fleet, liveMachines, requestSpot, runJobs, spotRequest, spotRequestWith } from '../ec2/requests.ts';
import { eventually } from '../eventually.ts';

/** Both servers take the same, as when one was given up and yet lives. */
const takeSpot = ({ db }: Cloud) =>
  db.transaction().execute((trx) => takeSpotRequests(trx, { limit: 10, leaseMs: 60_000 }));
const takeFleet = ({ db }: Cloud) => db.transaction().execute((trx) => takeFleets(trx, { limit: 10, leaseMs: 60_000 }));

async function givenFleet(cloud: Cloud, total: number): Promise<string> {
  const license = await cloud.license();
  const { id } = await cloud.template({
    ImageId: LINUX,
    InstanceType: 'm5.large',
    LicenseSpecifications: specify(license),
  });
  const { FleetId } = await cloud.call(createFleet, {
    LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: id, Version: '1' } }],
    TargetCapacitySpecification: { TotalTargetCapacity: total, DefaultTargetCapacityType: 'spot' },
  });
  return FleetId!;
}

test('two servers at the same request or fleet launch it once', async () => {
  const cloud = await givenCloud();
  const servers = [1, 2].map(() => ({ db: cloud.db, ledger: createLedger({ db: cloud.db }) }));
  await requestSpot(cloud);
  const [taken] = await takeSpot(cloud);
  await Promise.all(servers.map((server) => fulfilSpotRequest(server, taken!)));
  assert.equal((await liveMachines(cloud)).length, 1);
  assert.equal((await spotRequest(cloud, taken!.request.id)).State, 'active');

  await givenFleet(cloud, 20);
  const [takenFleet] = await takeFleet(cloud);
  await Promise.all(servers.map((server) => fulfilFleet(server, takenFleet!)));
  assert.equal((await liveMachines(cloud)).length, 21);
});

test('a server that dies right after a launch neither loses nor doubles a machine', async () => {
  const cloud = await givenCloud();
  const dying: Ledger = {
    ...cloud.ledger,
    submit: async (command) => {
      await cloud.ledger.submit(command);
      throw new Error('it died');
    },
  };
  const id = await givenFleet(cloud, 5);
  await requestSpot(cloud);
  const [request] = await takeSpot(cloud);
  const [taken] = await takeFleet(cloud);
  await assert.rejects(fulfilSpotRequest({ db: cloud.db, ledger: dying }, request!), /it died/);
  await assert.rejects(fulfilFleet({ db: cloud.db, ledger: dying }, taken!), /it died/);

  await sql`UPDATE fleet SET due_at = now()`.execute(cloud.db);
  await sql`UPDATE spot_request SET due_at = now() WHERE due_at IS NOT NULL`.execute(cloud.db);
  runJobs(cloud);
  await eventually(async () => (await fleet(cloud, id)).ActivityStatus === 'fulfilled', 'the fleet is fulfilled');
  await spotRequestWith(cloud, request!.request.id, 'fulfilled');
  assert.equal((await liveMachines(cloud)).length, 6);
});

test('two servers share many requests, and a limit lets as many through as it has room for', async () => {
  const cloud = await givenCloud();
  const license = await cloud.license({ licenseCount: 20, hardLimit: true });
  const { id } = await cloud.template({
    ImageId: LINUX,
    InstanceType: 'm5.large',
    LicenseSpecifications: specify(license),
  });
  for (const _ of [1, 2]) runJobs(cloud);
  const fleets = await Promise.all(
    Array.from({ length: 6 }, () =>
      cloud.call(createFleet, {
        LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: id, Version: '1' } }],
        TargetCapacitySpecification: { TotalTargetCapacity: 3, DefaultTargetCapacityType: 'spot' },
      }),
    ),
  );
  await eventually(async () => {
    const all = await Promise.all(fleets.map(({ FleetId }) => fleet(cloud, FleetId!)));
    return all.every(
      ({ FleetState, ActivityStatus, Errors }) =>
        FleetState === 'active' && (ActivityStatus === 'fulfilled' || Errors!.length > 0),
    );
  }, 'every fleet has what there is');
  assert.equal((await liveMachines(cloud)).length, 10);
  assert.equal(await cloud.consumed(license), 20);
});

test('requests that ended are cleared away, those with a machine are not', async () => {
  const cloud = await givenCloud();
  const id = await requestSpot(cloud, { LaunchSpecification: { ImageId: 'ami-00000000' } });
  const kept = await requestSpot(cloud);
  runJobs(cloud);
  await spotRequestWith(cloud, id, 'bad-parameters');
  await spotRequestWith(cloud, kept, 'fulfilled');
  await deleteEndedRequests(cloud.db, new Date(Date.now() + 60_000));
  await assert.rejects(spotRequest(cloud, id));
  assert.equal((await spotRequest(cloud, kept)).State, 'active');
});
