import { sql } from 'kysely';
import type { Actor, Command, InstancesCommand, LaunchRequest, Outcome, Permitted } from '../../src/domain/commands.ts';
import type { License } from '../../src/domain/licenses/license.ts';
import { arnOf, exampleActor, exampleLaunch, exampleLicense, licenseId, REGION } from '../example-facts.ts';
import type { Servers } from './servers.ts';
import { passTime } from './world.ts';

// Commands on Dedicated Hosts for tests of the ledger: machines of which two fit on a host, and licenses for two hosts.

let serial = 0;
export const actor = (action: string) => exampleActor(action, { requestId: `request-${serial++}` });
export const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

export const cores = exampleLicense({ countingType: 'Core', licenseCount: 96, hardLimit: true });
export const sockets = exampleLicense({ countingType: 'Socket', id: licenseId(2) });

/** A launch of one machine, of which two fit on a host. */
export const launch = (
  licenses: readonly License[],
  request: Partial<LaunchRequest> = {},
  by: Partial<Actor> = {},
): Command =>
  exampleLaunch(
    { instanceType: 'm5.12xlarge', tenancy: 'host', licenseConfigurationArns: licenses.map(arnOf), ...request },
    { actor: { requestId: `request-${serial++}`, ...by } },
  );

export const act = (kind: InstancesCommand['kind'], ...instanceIds: string[]): Command => ({
  kind,
  actor: actor(`ec2:${kind}`),
  dryRun: false,
  instanceIds,
});
export const release = (...hostIds: string[]): Command => ({
  kind: 'release-hosts',
  actor: actor('ec2:ReleaseHosts'),
  hostIds,
});
export const fail = (hostId: string): Command => ({ kind: 'fail-host', actor: actor('headroom:FailHost'), hostId });
export const tie = (hostId: string, license: License): Command => ({
  kind: 'update-license-specifications',
  actor: actor('license-manager:UpdateLicenseSpecificationsForResource'),
  resourceArn: `arn:aws:ec2:${REGION}:111111111111:dedicated-host/${hostId}`,
  add: [{ licenseConfigurationArn: arnOf(license) }],
  remove: [],
});

export const permittedOf = (outcomes: readonly Outcome[]): number => outcomes.filter((outcome) => outcome.ok).length;
export const kindsOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap((o) => (o.ok ? [] : [o.refusal.kind]));
export const idsOf = (outcomes: readonly Outcome[]): string[] =>
  outcomes.flatMap((o) => (o.ok ? (o.instances ?? []).map(({ id }) => id) : []));

/** What tests of hosts do with their servers, and see of their database. */
export function hostWorld({ db, submitAll }: Servers) {
  async function allocate(
    quantity: number,
    settings: { autoPlacement?: boolean; hostRecovery?: boolean } = {},
  ): Promise<string[]> {
    const plan = { availabilityZone: `${REGION}a`, family: 'm5', autoPlacement: true, ...settings };
    const [outcome] = await submitAll([
      { kind: 'allocate-hosts', actor: actor('ec2:AllocateHosts'), quantity, plan, tags: {} },
    ]);
    return [...(outcome as Permitted).hostIds!];
  }

  async function stopAll(ids: readonly string[]): Promise<void> {
    await submitAll(ids.map((id) => act('stop', id)));
    await passTime(db);
    await submitAll([{ kind: 'advance', instanceIds: ids }]);
  }

  async function hostsOf(ids: readonly string[]): Promise<Record<string, { state: string; host: string | null }>> {
    const { rows } = await sql<{ id: string; state: string; host: string | null }>`
      SELECT instance_id AS id, state, host_id AS host FROM current_instance WHERE instance_id = ANY(${ids})`.execute(
      db,
    );
    return Object.fromEntries(rows.map(({ id, ...rest }) => [id, rest]));
  }

  async function consumed(): Promise<number[]> {
    const { rows } = await sql<{
      consumed: number;
    }>`SELECT consumed FROM license_configuration ORDER BY license_configuration_id`.execute(db);
    return rows.map((row) => row.consumed);
  }

  return { allocate, stopAll, hostsOf, consumed };
}
