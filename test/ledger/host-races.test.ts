import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Command, Outcome, Permitted } from '../../src/domain/commands.ts';
import { ACCOUNT, exampleGroup, OTHER_ACCOUNT, publicImage } from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import {
  act,
  actor,
  cores,
  fail,
  hostWorld,
  idsOf,
  kindsOf,
  launch,
  permittedOf,
  release,
  sockets,
  tie,
  times,
} from './host-world.ts';
import { countWaiting, startServers, until, whileLocked } from './servers.ts';
import { givenGroup, givenLicenses, passTime } from './world.ts';

const servers = await startServers(2);
const { db, ledgers, submitAll, stopAndCountDeadlocks } = servers;
const { allocate, stopAll, hostsOf, consumed } = hostWorld(servers);

const isReleased = (outcome: Outcome): boolean => outcome.ok && outcome.hostResults![0]!.ok;

describe('two servers on one database', () => {
  test('of many callers for the two slots of a host exactly two succeed', async () => {
    await givenLicenses(db, cores);
    const [hostId] = await allocate(1);
    const outcomes = await submitAll(times(12, () => launch([cores], { hostId: hostId! })));
    assert.deepEqual([permittedOf(outcomes), new Set(kindsOf(outcomes))], [2, new Set(['host-full'])]);
    assert.deepEqual(await consumed(), [48]);
    await assertTablesAgree(db);
  });

  test('of many callers for the cores of two hosts exactly as many succeed as fit on two', async () => {
    await givenLicenses(db, cores);
    await allocate(4);
    const outcomes = await submitAll(times(12, () => launch([cores])));
    assert.deepEqual([permittedOf(outcomes), new Set(kindsOf(outcomes))], [4, new Set(['licenses'])]);
    assert.deepEqual(await consumed(), [96]);
    await assertTablesAgree(db);
  });

  test('a start and a launch share the last slot of a host, whoever is first', async () => {
    for (const round of times(6, (n) => n)) {
      await givenLicenses(db, cores);
      const [hostId] = await allocate(1, { autoPlacement: false });
      const [stopped] = idsOf(await submitAll([launch([cores], { hostId: hostId! })]));
      await stopAll([stopped!]);
      await submitAll([launch([cores], { hostId: hostId! })]);
      const commands = [act('start', stopped!), launch([cores], { hostId: hostId! })];
      assert.equal(permittedOf(await submitAll(round % 2 ? commands : commands.reverse())), 1);
      await assertTablesAgree(db);
    }
  });

  test('a host is released or launched onto, not both', async () => {
    for (const round of times(8, (n) => n)) {
      await givenLicenses(db, cores);
      const [hostId] = await allocate(1);
      const commands = [release(hostId!), launch([cores], { hostId: hostId! })];
      const outcomes = await submitAll(round % 2 ? commands : commands.reverse());
      const [released, launched] = round % 2 ? outcomes : outcomes.toReversed();
      assert.notEqual(isReleased(released!), launched!.ok);
      await assertTablesAgree(db);
    }
  });

  test('a host fails among launches, stops and terminations, and its machines are on the new host or stop', async () => {
    for (const round of times(6, (n) => n)) {
      await givenLicenses(db, cores, sockets);
      const [hostId] = await allocate(1, { hostRecovery: round % 2 === 0 });
      const small = { hostId: hostId!, instanceType: 'm5.2xlarge' };
      const ids = idsOf(await submitAll(times(4, () => launch([cores, sockets], small))));
      const outcomes = await submitAll([
        launch([cores], small),
        act('stop', ids[0]!),
        fail(hostId!),
        act('terminate', ids[1]!),
        launch([cores], small),
        act('stop', ids[2]!),
      ]);
      const { recoveredTo } = outcomes[2] as Permitted;
      assert.equal(recoveredTo !== undefined, round % 2 === 0);
      for (const { state, host } of Object.values(await hostsOf([...ids, ...idsOf(outcomes)]))) {
        assert.equal(host, recoveredTo ?? hostId);
        if (!recoveredTo) assert.ok(['stopping', 'shutting-down'].includes(state), state);
      }
      await assertTablesAgree(db);
    }
  });

  test('a machine that came to a failing host while its locks were taken moves with the others', async () => {
    await givenLicenses(db, cores);
    const [hostId] = await allocate(1, { hostRecovery: true });
    const outcomes = await whileLocked(db, cores.id, 2, async () => {
      const launched = ledgers[0]!.submit(launch([cores], { hostId: hostId! }));
      await until(async () => (await countWaiting(db)) >= 1);
      return Promise.all([launched, ledgers[1]!.submit(fail(hostId!))]);
    });
    const [id] = idsOf(outcomes);
    assert.equal((await hostsOf([id!]))[id!]!.host, (outcomes[1] as Permitted).recoveredTo);
    await assertTablesAgree(db);
  });

  test('and if it is being stopped at that moment, neither waits for the other for ever', async () => {
    await givenLicenses(db, cores);
    const [hostId, elsewhere] = await allocate(2, { hostRecovery: true });
    const [id] = idsOf(await submitAll([launch([], { hostId: elsewhere! })]));
    let done: Promise<Outcome[]> | undefined;
    await db.transaction().execute(async (trx) => {
      await sql`SELECT FROM host WHERE host_id = ${hostId} FOR UPDATE`.execute(trx);
      const failed = ledgers[0]!.submit(fail(hostId!));
      await until(async () => (await countWaiting(db)) >= 1);
      await sql`UPDATE instance SET host_id = ${hostId} WHERE instance_id = ${id}`.execute(db);
      done = Promise.all([failed, ledgers[1]!.submit(act('stop', id!))]);
      await until(async () => (await countWaiting(db)) >= 2);
    });
    assert.equal(permittedOf(await done!), 2);
    await assertTablesAgree(db);
  });

  test('allocate in one group no host that either of them need not', async () => {
    const group = exampleGroup({ autoAllocate: true, autoRelease: true });
    for (const free of [0, 1]) {
      await givenLicenses(db, { ...cores, licenseCount: 480 });
      await givenGroup(db, group);
      const hostIds = free ? await allocate(free) : [];
      await submitAll([
        { kind: 'group-hosts', actor: actor('resource-groups:GroupResources'), groupArn: group.arn, hostIds },
      ]);
      const outcomes = await whileLocked(db, cores.id, 2, () =>
        submitAll(times(6, () => launch([cores], { hostResourceGroupArn: group.arn }))),
      );
      assert.equal(permittedOf(outcomes), 6);
      const { rows } = await sql<{ hosts: number }>`SELECT count(*) AS hosts FROM host`.execute(db);
      assert.deepEqual([rows[0]!.hosts, await consumed()], [3, [144]]);
      await stopAll(idsOf(outcomes));
      const { rows: left } = await sql`SELECT FROM host WHERE state = 'available'`.execute(db);
      assert.deepEqual([left.length, await consumed()], [0, [0]]);
      await assertTablesAgree(db);
    }
  });

  test('bring hosts of one type only into a group where sizes do not mix', async () => {
    const group = exampleGroup({ autoAllocate: true });
    for (const round of times(6, (n) => n)) {
      await givenLicenses(db, { ...cores, licenseCount: 480 });
      await givenGroup(db, group);
      const [m5] = await allocate(1);
      const commands: Command[] = [
        launch([cores], { hostResourceGroupArn: group.arn, instanceType: 'm4.10xlarge' }),
        { kind: 'group-hosts', actor: actor('resource-groups:GroupResources'), groupArn: group.arn, hostIds: [m5!] },
        launch([cores], { hostResourceGroupArn: group.arn, instanceType: 'm4.large' }),
      ];
      const rotated = [...commands.slice(round % 3), ...commands.slice(0, round % 3)];
      await whileLocked(db, cores.id, 1, () => submitAll(rotated));
      const { rows } = await sql`SELECT FROM host WHERE group_arn = ${group.arn}`.execute(db);
      assert.equal(rows.length, 1);
      await assertTablesAgree(db);
    }
  });

  test('of two accounts with one group as many machines succeed as the owner’s license has hosts for', async () => {
    const sharedWith = [OTHER_ACCOUNT];
    const group = exampleGroup({ autoAllocate: true, sharedWith });
    await givenLicenses(db, { ...cores, licenseCount: 96, sharedWith });
    await givenGroup(db, group);
    const wish = { hostResourceGroupArn: group.arn, imageId: publicImage.id };
    const by = (n: number) => ({ accountId: n % 3 === 0 ? ACCOUNT : OTHER_ACCOUNT });
    const outcomes = await whileLocked(db, cores.id, 2, () => submitAll(times(9, (n) => launch([cores], wish, by(n)))));
    assert.deepEqual([permittedOf(outcomes), new Set(kindsOf(outcomes))], [4, new Set(['licenses'])]);
    const { rows } = await sql<{ account: string }>`SELECT account_id AS account FROM host`.execute(db);
    assert.deepEqual([rows.map(({ account }) => account), await consumed()], [[ACCOUNT, ACCOUNT], [96]]);
    await assertTablesAgree(db);
  });

  test('a host pays once, whether it is tied or launched onto first', async () => {
    for (const round of times(6, (n) => n)) {
      await givenLicenses(db, { ...cores, licenseCount: 48 });
      const [hostId] = await allocate(1);
      const commands = [tie(hostId!, cores), launch([cores], { hostId: hostId! })];
      assert.equal(permittedOf(await submitAll(round % 2 ? commands : commands.reverse())), 2);
      assert.deepEqual(await consumed(), [48]);
      await assertTablesAgree(db);
    }
  });

  test('starts, stops, moves, releases and failures race, and all still adds up', async () => {
    await givenLicenses(db, cores, sockets);
    const hostIds = await allocate(3, { hostRecovery: true });
    const ids = idsOf(await submitAll(times(4, () => launch([cores, sockets]))));
    for (const round of times(4, (n) => n)) {
      await passTime(db);
      const target = hostIds[round % 3]!;
      await submitAll([
        { kind: 'advance', instanceIds: ids },
        ...ids.flatMap((id, n) => [act(n % 2 === round % 2 ? 'stop' : 'start', id), launch([sockets])]),
        {
          kind: 'change-placement',
          actor: actor('ec2:ModifyInstancePlacement'),
          instanceId: ids[round]!,
          change: { hostId: target },
        },
        fail(target),
        release(...hostIds),
        act('terminate', ids[3]!),
        { kind: 'settle-hosts', hostIds },
        launch([cores]),
      ]);
      await assertTablesAgree(db);
    }
  });

  test('none of this took a deadlock', async () => {
    assert.equal(await stopAndCountDeadlocks(), 0);
  });
});
