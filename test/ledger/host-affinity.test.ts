import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { AllocateHostsCommand, Command } from '../../src/domain/commands.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { freshDatabase } from '../database.ts';
import { arnOf, exampleActor, exampleLaunch, exampleLicense, REGION } from '../example-facts.ts';
import { assertTablesAgree } from './agreement.ts';
import { givenLicenses, passAffinities, passTime } from './world.ts';

const { db } = await freshDatabase();
const ledger = createLedger({ db });
const DAYS = 180;
const unbound = exampleLicense({ countingType: 'Core', licenseCount: 48, hardLimit: true });
const bound = exampleLicense({ ...unbound, ruleTexts: [`#licenseAffinityToHost=${DAYS}`] });

let serial = 0;
const actor = (action: string) => exampleActor(action, { requestId: `request-${serial++}` });

async function allocate(plan: Partial<AllocateHostsCommand['plan']> = {}): Promise<string> {
  const outcome = await ledger.submit({
    kind: 'allocate-hosts',
    actor: actor('ec2:AllocateHosts'),
    quantity: 1,
    plan: { availabilityZone: `${REGION}a`, family: 'm5', ...plan },
    tags: {},
  });
  return outcome.ok ? outcome.hostIds![0]! : '';
}

/** A host with a running machine that uses the license. */
async function givenMachine(license: typeof bound): Promise<{ hostId: string; id: string }> {
  await givenLicenses(db, license);
  const hostId = await allocate();
  const launched = await ledger.submit(launchOnto(hostId, license));
  return { hostId, id: launched.ok ? launched.instances![0]!.id : '' };
}

const launchOnto = (hostId: string, license: typeof bound): Command =>
  exampleLaunch(
    { tenancy: 'host', hostId, licenseConfigurationArns: [arnOf(license)] },
    { actor: { requestId: `request-${serial++}` } },
  );

async function terminate(id: string): Promise<void> {
  await ledger.submit({ kind: 'terminate', actor: actor('ec2:TerminateInstances'), dryRun: false, instanceIds: [id] });
  await passTime(db);
  await ledger.submit({ kind: 'advance', instanceIds: [id] });
}

/** For how many hours each open interval is held, from its beginning. */
async function hoursHeld(): Promise<(number | null)[]> {
  const { rows } = await sql<{ hours: number | null }>`
    SELECT (extract(epoch FROM hold_until - consumed_from) / 3600)::float8 AS hours FROM consumption WHERE consumed_until IS NULL`.execute(
    db,
  );
  return rows.map((row) => row.hours);
}

test('what a host took is held for the days of the rule, and given back by the settlement after them', async () => {
  const { hostId, id } = await givenMachine(bound);
  assert.deepEqual(await hoursHeld(), [24 * DAYS]);
  await terminate(id);
  await ledger.submit({ kind: 'release-hosts', actor: actor('ec2:ReleaseHosts'), hostIds: [hostId] });
  await ledger.submit({ kind: 'settle-hosts', hostIds: [hostId] });
  assert.deepEqual(await hoursHeld(), [24 * DAYS]);
  await assertTablesAgree(db);
  await passAffinities(db);
  await ledger.submit({ kind: 'settle-hosts', hostIds: [hostId] });
  assert.deepEqual(await hoursHeld(), []);
  await assertTablesAgree(db);
});

test('while it is held it cannot be deleted', async () => {
  const { hostId, id } = await givenMachine(bound);
  await terminate(id);
  const remove = () =>
    ledger.submit({
      kind: 'delete-license-configuration',
      actor: actor('license-manager:DeleteLicenseConfiguration'),
      licenseId: bound.id,
    });
  const refused = await remove();
  assert.equal(refused.ok || refused.refusal.kind, 'license-kept');
  await passAffinities(db);
  await ledger.submit({ kind: 'settle-hosts', hostIds: [hostId] });
  assert.equal((await remove()).ok, true);
  await assertTablesAgree(db);
});

test('a machine that comes back meanwhile is in the same interval', async () => {
  const { hostId, id } = await givenMachine(bound);
  await terminate(id);
  assert.equal((await ledger.submit(launchOnto(hostId, bound))).ok, true);
  const { rows } = await sql`SELECT FROM consumption`.execute(db);
  assert.equal(rows.length, 1);
  await assertTablesAgree(db);
});

test('a rule that is added later holds from the first assignment on', async () => {
  const { id } = await givenMachine(unbound);
  assert.deepEqual(await hoursHeld(), [null]);
  const changed = await ledger.submit({
    kind: 'update-license-configuration',
    actor: actor('license-manager:UpdateLicenseConfiguration'),
    licenseId: unbound.id,
    change: { ruleTexts: bound.ruleTexts },
  });
  assert.equal(changed.ok, true);
  assert.deepEqual(await hoursHeld(), [24 * DAYS]);
  await terminate(id);
  assert.deepEqual(await hoursHeld(), [24 * DAYS]);
  await assertTablesAgree(db);
});

test('hosts are written as they are decided, and a change writes what may change', async () => {
  await givenLicenses(db);
  const plan = {
    availabilityZone: `${REGION}b`,
    instanceType: 'm5.large',
    hostRecovery: true,
    clientToken: 'token',
  };
  const hostIds = [await allocate(plan)];
  const change = { autoPlacement: true, hostMaintenance: true, hostRecovery: false, takes: { family: 'm5' } };
  await ledger.submit({ kind: 'modify-hosts', actor: actor('ec2:ModifyHosts'), hostIds, change });
  await ledger.submit({ kind: 'release-hosts', actor: actor('ec2:ReleaseHosts'), hostIds });
  const { rows } = await sql<Record<string, unknown>>`SELECT * FROM host`.execute(db);
  const { host_id, sequence, allocated_at, released_at, ...rest } = rows[0]!;
  assert.deepEqual([host_id, Number(sequence) > 0, released_at! > allocated_at!], [hostIds[0], true, true]);
  assert.deepEqual(rest, {
    ...{
      account_id: '111111111111',
      region: REGION,
      availability_zone: `${REGION}b`,
      family: 'm5',
      instance_type: null,
    },
    ...{ sockets: 2, cores: 48, estimated: false, auto_placement: true, host_recovery: false, host_maintenance: true },
    ...{ state: 'released', group_arn: null, client_token: 'token' },
  });
});
