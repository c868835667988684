import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Command, InstancesCommand, Outcome } from '../../src/domain/commands.ts';
import type { License } from '../../src/domain/licenses/license.ts';
import type { DB } from '../../src/store/schema.ts';
import {
  arnOf,
  exampleActor,
  exampleImage,
  exampleLaunch,
  exampleLicense,
  hardVcpuLicense,
  licenseId,
  REGION,
} from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { startServers, whileLocked } from './servers.ts';
import { givenImageTie, givenLicenses, passTime } from './world.ts';

const one = await startServers(1);
const two = await startServers(2);

let serial = 0;
const actor = (action: string) => exampleActor(action, { requestId: `request-${serial++}` });

const launch = (
  licenses: License[],
  request: Parameters<typeof exampleLaunch>[0] = {},
  given: Parameters<typeof exampleLaunch>[1] = {},
) =>
  exampleLaunch(
    { licenseConfigurationArns: licenses.map(arnOf), ...request },
    { ...given, actor: { requestId: `request-${serial++}` } },
  );

const act = (kind: InstancesCommand['kind'], instanceIds: string[]): Command => ({
  kind,
  actor: actor(`ec2:${kind}`),
  dryRun: false,
  instanceIds,
});

const tie = (resourceArn: string, { add = [], remove = [] }: { add?: License[]; remove?: License[] }): Command => ({
  kind: 'update-license-specifications',
  actor: actor('license-manager:UpdateLicenseSpecificationsForResource'),
  resourceArn,
  add: add.map((license) => ({ licenseConfigurationArn: arnOf(license) })),
  remove: remove.map((license) => ({ licenseConfigurationArn: arnOf(license) })),
});

const change = (license: License, changes: { licenseCount?: number; hardLimit?: boolean }): Command => ({
  kind: 'update-license-configuration',
  actor: actor('license-manager:UpdateLicenseConfiguration'),
  licenseId: license.id,
  change: changes,
});

const deletion = (license: License): Command => ({
  kind: 'delete-license-configuration',
  actor: actor('license-manager:DeleteLicenseConfiguration'),
  licenseId: license.id,
});

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const permittedOf = (outcomes: Outcome[]): number => outcomes.filter((outcome) => outcome.ok).length;
const idsOf = (outcomes: Outcome[]): string[] =>
  outcomes.flatMap((o) => (o.ok ? (o.instances ?? []).map(({ id }) => id) : []));
const imageArn = `arn:aws:ec2:${REGION}::image/${exampleImage.id}`;
const machineArn = (id: string) => `arn:aws:ec2:${REGION}:111111111111:instance/${id}`;

async function consumedIn(db: Kysely<DB>): Promise<number[]> {
  const { rows } = await sql<{
    consumed: number;
  }>`SELECT consumed FROM license_configuration ORDER BY license_configuration_id`.execute(db);
  return rows.map((row) => row.consumed);
}

const ten = exampleLicense({ licenseCount: 10, hardLimit: true });
const otherTen = { ...ten, id: licenseId(2) };

for (const [name, servers] of [
  ['one server', one],
  ['two servers on one database', two],
] as const)
  describe(name, () => {
    const { db, submitAll } = servers;

    test('of 50 callers for 10 licenses exactly 10 succeed', async () => {
      await givenLicenses(db, ten);
      const outcomes = await submitAll(times(50, () => launch([ten])));
      assert.equal(permittedOf(outcomes), 10);
      assert.deepEqual(await consumedIn(db), [10]);
      await assertTablesAgree(db);
    });

    test('with several vCPUs each, no more than the limit is taken, and no room is left that one could have had', async () => {
      const license = hardVcpuLicense({ licenseCount: 45 });
      await givenLicenses(db, license);
      const outcomes = await submitAll(
        times(40, (n) => launch([license], { instanceType: n % 3 ? 'm5.xlarge' : 'm5.2xlarge' })),
      );
      const [consumed] = await consumedIn(db);
      assert.equal(consumed, 44);
      assert.equal(
        outcomes.flatMap((o) => (o.ok ? o.instances! : [])).reduce((sum, i) => sum + i.coreCount * 2, 0),
        consumed,
      );
      await assertTablesAgree(db);
    });

    test('callers for MinCount to MaxCount machines share what there is', async () => {
      await givenLicenses(db, ten);
      const outcomes = await submitAll(times(10, () => launch([ten], { minCount: 1, maxCount: 4 })));
      assert.equal(idsOf(outcomes).length, 10);
      assert.deepEqual(await consumedIn(db), [10]);
    });

    test('launches that name two licenses in both orders wait for each other and never deadlock', async () => {
      await givenLicenses(db, ten, otherTen);
      const outcomes = await submitAll(times(40, (n) => launch(n % 4 < 2 ? [ten, otherTen] : [otherTen, ten])));
      assert.equal(permittedOf(outcomes), 10);
      assert.deepEqual(await consumedIn(db), [10, 10]);
      await assertTablesAgree(db);
    });

    test('starts, stops and terminations race with launches and with the limit, and all still adds up', async () => {
      await givenLicenses(db, ten, otherTen);
      const ids = idsOf(await submitAll(times(8, () => launch([ten, otherTen]))));
      assert.equal(ids.length, 8);
      for (const round of times(4, (n) => n)) {
        await passTime(db);
        await submitAll([
          { kind: 'advance', instanceIds: ids },
          ...ids.flatMap((id, n) => [act(n % 2 === round % 2 ? 'stop' : 'start', [id]), launch([ten])]),
          change(ten, { licenseCount: 10 - round * 2 }),
          ...ids.slice(0, 2).map((id) => act(round === 3 ? 'terminate' : 'stop', [id])),
          launch([otherTen, ten]),
          { kind: 'advance', instanceIds: ids },
        ]);
        await assertTablesAgree(db);
      }
    });

    test('of many with one client token one launches, and all are told its reservation', async () => {
      await givenLicenses(db, ten);
      const token = { value: 'token', inputHash: 'hash' };
      const outcomes = await submitAll(times(10, () => launch([ten], { minCount: 2, maxCount: 2 }, { token })));
      assert.equal(permittedOf(outcomes), 10);
      assert.equal(new Set(outcomes.map((o) => o.ok && o.reservationId)).size, 1);
      assert.equal(idsOf(outcomes).length, 2);
      assert.deepEqual(await consumedIn(db), [2]);
    });

    test('ties and unties of one machine race, and what it holds follows', async () => {
      await givenLicenses(db, ten);
      const [id] = idsOf(await submitAll([launch([])]));
      const outcomes = await submitAll(
        times(20, (n) => tie(machineArn(id!), n % 4 < 2 ? { add: [ten] } : { remove: [ten] })),
      );
      assert.equal(permittedOf(outcomes), 20);
      await assertTablesAgree(db);
    });

    test('ties and unties of one image race, and none fails', async () => {
      await givenLicenses(db, ten, otherTen);
      const outcomes = await submitAll(
        times(20, (n) => tie(imageArn, n % 4 < 2 ? { add: [ten, otherTen] } : { remove: [ten] })),
      );
      assert.equal(permittedOf(outcomes), 20);
      await assertTablesAgree(db);
    });

    test('of a launch and a deletion of its license one is refused', async () => {
      for (const round of times(8, (n) => n)) {
        await givenLicenses(db, ten);
        const commands = [launch([ten]), deletion(ten)];
        const outcomes = await submitAll(round % 2 ? commands : commands.reverse());
        assert.equal(permittedOf(outcomes), 1);
        await assertTablesAgree(db);
      }
    });
  });

// The servers have read what comes before the lock of the license when it is let go, and one of them finds it changed.
describe('two servers that wait for one license', () => {
  const { db, submitAll } = two;
  const last = exampleLicense({ licenseCount: 1, hardLimit: true });
  beforeEach(() => givenLicenses(db, last, otherTen));

  test('of two launches for the last license one is refused', async () => {
    const outcomes = await whileLocked(db, last.id, 2, () => submitAll([launch([last]), launch([last])]));
    assert.equal(permittedOf(outcomes), 1);
  });

  test('with one client token, the one that comes second is told the reservation, though it took the last license', async () => {
    const token = { value: 'token', inputHash: 'hash' };
    const outcomes = await whileLocked(db, last.id, 2, () =>
      submitAll([launch([last], {}, { token }), launch([last], {}, { token })]),
    );
    assert.equal(permittedOf(outcomes), 2);
    assert.equal(new Set(outcomes.map((o) => o.ok && o.reservationId)).size, 1);
    assert.equal(idsOf(outcomes).length, 1);
  });

  test('with one client token and other parameters, the one that comes second is refused for that', async () => {
    const launches = ['hash-1', 'hash-2'].map((inputHash) =>
      launch([last], {}, { token: { value: 'token', inputHash } }),
    );
    const outcomes = await whileLocked(db, last.id, 2, () => submitAll(launches));
    assert.deepEqual(
      outcomes.flatMap((o) => (o.ok ? [] : [o.refusal.kind])),
      ['token-reused'],
    );
  });

  test('both may tie it to one image', async () => {
    const outcomes = await whileLocked(db, last.id, 1, () =>
      submitAll([tie(imageArn, { add: [last] }), tie(imageArn, { add: [last] })]),
    );
    assert.equal(permittedOf(outcomes), 2);
    await assertTablesAgree(db);
  });

  test('both may take it off one image', async () => {
    await givenImageTie(db, last, exampleImage);
    const outcomes = await whileLocked(db, last.id, 1, () =>
      submitAll([tie(imageArn, { remove: [last] }), tie(imageArn, { remove: [last] })]),
    );
    assert.equal(permittedOf(outcomes), 2);
    await assertTablesAgree(db);
  });

  test('a launch from an image that loses its license meanwhile, and a deletion, do not both go through with it', async () => {
    await givenImageTie(db, last, exampleImage);
    const [untied, launched] = await whileLocked(db, last.id, 2, () =>
      submitAll([tie(imageArn, { remove: [last] }), launch([])]),
    );
    const [deleted] = await submitAll([deletion(last)]);
    assert.deepEqual([untied!.ok, launched!.ok], [true, true]);
    assert.equal(deleted!.ok, (await consumedIn(db))[0] === 0);
    await assertTablesAgree(db);
  });
});

test('ten licenses at the most are tied to an image, whoever ties them', async () => {
  const { db, submitAll } = two;
  const licenses = times(12, (n) => exampleLicense({ id: licenseId(n + 1) }));
  await givenLicenses(db, ...licenses);
  for (const license of licenses.slice(0, 9)) await givenImageTie(db, license, exampleImage);
  const outcomes = await submitAll(licenses.slice(9).map((license) => tie(imageArn, { add: [license] })));
  assert.equal(permittedOf(outcomes), 1);
});
