import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { ChangePlacementCommand } from '../../src/domain/commands.ts';
import { exampleGroup } from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { act, actor, cores, hostWorld, idsOf, launch, permittedOf, times } from './host-world.ts';
import { startServers, whileLocked } from './servers.ts';
import { givenGroup, givenLicenses } from './world.ts';

const servers = await startServers(2);
const { db, submitAll } = servers;
const { allocate, stopAll, hostsOf, consumed } = hostWorld(servers);
const group = exampleGroup({ autoAllocate: true });

const move = (instanceId: string, change: ChangePlacementCommand['change']): ChangePlacementCommand => ({
  kind: 'change-placement',
  actor: actor('ec2:ModifyInstancePlacement'),
  instanceId,
  change,
});
const hostOf = async (id: string): Promise<string | null> => (await hostsOf([id]))[id]!.host;

test('a stopped machine starts on another host when its own is full', async () => {
  await givenLicenses(db, cores);
  const [first, second] = await allocate(2);
  const [id] = idsOf(await submitAll([launch([cores], { hostId: first! })]));
  await stopAll([id!]);
  assert.equal(permittedOf(await submitAll(times(2, () => launch([], { hostId: first! })))), 2);
  assert.equal(permittedOf(await submitAll([act('start', id!)])), 1);
  assert.deepEqual([await hostOf(id!), await consumed()], [second, [48]]);
  await assertTablesAgree(db);
});

test('a machine of shared tenancy is moved to a host, and starts there', async () => {
  await givenLicenses(db, cores);
  const [hostId] = await allocate(1, { autoPlacement: false });
  const [id] = idsOf(await submitAll([launch([], { tenancy: 'default' })]));
  await stopAll([id!]);
  assert.equal(permittedOf(await submitAll([move(id!, { hostId: hostId! })])), 1);
  assert.equal(permittedOf(await submitAll([act('start', id!)])), 1);
  assert.equal(await hostOf(id!), hostId);
  await assertTablesAgree(db);
});

test('two servers start two machines of one group on one new host', async () => {
  await givenLicenses(db, { ...cores, licenseCount: 480 });
  await givenGroup(db, group);
  const [hostId] = await allocate(1);
  const ids = idsOf(await submitAll(times(2, () => launch([cores], { hostId: hostId! }))));
  await stopAll(ids);
  assert.equal(permittedOf(await submitAll(ids.map((id) => move(id, { hostResourceGroupArn: group.arn })))), 2);
  const started = await whileLocked(db, cores.id, 2, () => submitAll(ids.map((id) => act('start', id))));
  assert.equal(permittedOf(started), 2);
  const { rows } = await sql<{ id: string }>`SELECT host_id AS id FROM host WHERE group_arn = ${group.arn}`.execute(db);
  assert.equal(rows.length, 1);
  assert.deepEqual([await hostOf(ids[0]!), await hostOf(ids[1]!), await consumed()], [rows[0]!.id, rows[0]!.id, [48]]);
  await assertTablesAgree(db);
});
