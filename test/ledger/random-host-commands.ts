import fc from 'fast-check';
import type { Tenancy } from '../../src/domain/licenses/license.ts';
import {
  ACCOUNT,
  arnOf,
  exampleImage,
  exampleLaunch,
  hostId,
  OTHER_ACCOUNT,
  publicImage,
  REGION,
} from '../example-facts.ts';
import { ZONES } from './naive-model.ts';
import {
  account,
  actorOf,
  asIntent,
  dryRun,
  type Intent,
  license,
  machineIntent,
  pick,
  specify,
  worldGroups,
  worldLicenses,
} from './random-commands.ts';

// Random commands on Dedicated Hosts. Hosts are few and their machines large, so that they are full often.

const hostLicenses = worldLicenses.filter(({ countingType }) => countingType === 'Core' || countingType === 'Socket');
const hostLicense = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...hostLicenses) },
  { weight: 1, arbitrary: license },
);
const group = fc.constantFrom(...worldGroups.map(({ arn }) => arn));
const hostPicks = fc.array(fc.nat(), { minLength: 1, maxLength: 2 });
const pickHost = (ids: readonly string[], n: number): string => ids[n % Math.max(1, ids.length)] ?? hostId(0);
const largeType = fc.constantFrom('m5.12xlarge', 'm5.12xlarge', 'm5.8xlarge', 'm4.10xlarge', 'm5.2xlarge');

const launch: fc.Arbitrary<Intent> = fc
  .record({
    account: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
    licenses: fc.oneof(
      { weight: 2, arbitrary: fc.uniqueArray(hostLicense, { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.uniqueArray(hostLicense, { maxLength: 2 }) },
    ),
    minCount: fc.integer({ min: 1, max: 2 }),
    more: fc.integer({ min: 0, max: 3 }),
    instanceType: largeType,
    where: fc.constantFrom('auto', 'auto', 'host', 'group', 'group', 'group', 'both'),
    host: fc.nat(),
    group,
    affinity: fc.constantFrom(undefined, undefined, undefined, 'host' as const),
    zone: fc.constantFrom(undefined, undefined, ...ZONES),
    dryRun,
  })
  .map(
    ({
      account: accountId,
      licenses,
      more,
      where,
      host,
      group: arn,
      affinity,
      zone,
      dryRun: dry,
      ...request
    }): Intent =>
      ({ hostIds, serial }) =>
        exampleLaunch(
          {
            ...request,
            imageId: accountId === ACCOUNT ? exampleImage.id : publicImage.id,
            tenancy: 'host',
            maxCount: request.minCount + more,
            licenseConfigurationArns: licenses.map(arnOf),
            ...(affinity && { affinity }),
            ...(zone && { availabilityZone: zone }),
            ...((where === 'host' || where === 'both') && { hostId: pickHost(hostIds, host) }),
            ...((where === 'group' || where === 'both') && { hostResourceGroupArn: arn }),
          },
          { actor: actorOf(accountId, 'ec2:RunInstances', serial), dryRun: dry },
        ),
  );

const allocation: fc.Arbitrary<Intent> = fc
  .record({
    account,
    quantity: fc.integer({ min: 1, max: 2 }),
    zone: fc.constantFrom(ZONES[0]!, ...ZONES),
    kind: fc.constantFrom(['m5'], ['m5'], ['m5', 'm5.12xlarge'], ['m4', 'm4.10xlarge']),
    autoPlacement: fc.constantFrom(true, true, false),
    hostRecovery: fc.boolean(),
  })
  .map(
    ({ account: accountId, quantity, zone: availabilityZone, kind: [family, instanceType], ...settings }): Intent =>
      ({ serial }) => ({
        kind: 'allocate-hosts',
        actor: actorOf(accountId, 'ec2:AllocateHosts', serial),
        quantity,
        plan: { availabilityZone, family: family!, ...(instanceType && { instanceType }), ...settings },
        tags: {},
      }),
  );

const modification: fc.Arbitrary<Intent> = fc
  .record({
    account,
    hosts: hostPicks,
    autoPlacement: fc.option(fc.boolean(), { nil: undefined }),
    hostRecovery: fc.option(fc.boolean(), { nil: undefined }),
    takes: fc.constantFrom(
      undefined,
      undefined,
      { family: 'm5' },
      { family: 'm5', instanceType: 'm5.8xlarge' },
      { family: 'm4' },
    ),
  })
  .map(
    ({ account: accountId, hosts, autoPlacement, hostRecovery, takes }): Intent =>
      ({ hostIds, serial }) => ({
        kind: 'modify-hosts',
        actor: actorOf(accountId, 'ec2:ModifyHosts', serial),
        hostIds: hosts.map((n) => pickHost(hostIds, n)),
        change: {
          ...(autoPlacement !== undefined && { autoPlacement }),
          ...(hostRecovery !== undefined && { hostRecovery }),
          ...(takes && { takes }),
        },
      }),
  );

const giving: fc.Arbitrary<Intent> = fc
  .record({
    account,
    hosts: hostPicks,
    kind: fc.constantFrom('release-hosts', 'group-hosts', 'group-hosts', 'ungroup-hosts'),
    group,
  })
  .map(
    ({ account: accountId, hosts, kind, group: groupArn }): Intent =>
      ({ hostIds, serial }) => {
        const actor = actorOf(accountId, `ec2:${kind}`, serial);
        const named = { actor, hostIds: hosts.map((n) => pickHost(hostIds, n)) };
        return kind === 'release-hosts' ? { kind, ...named } : { kind: kind as 'group-hosts', groupArn, ...named };
      },
  );

const failure: fc.Arbitrary<Intent> = fc.nat().map(
  (n): Intent =>
    ({ hostIds, serial }) => ({
      kind: 'fail-host',
      actor: actorOf(ACCOUNT, 'headroom:FailHost', serial),
      hostId: pickHost(hostIds, n),
    }),
);

const settlement: fc.Arbitrary<Intent> = fc.constant(({ hostIds }) => ({ kind: 'settle-hosts', hostIds }));

const moving: fc.Arbitrary<Intent> = fc
  .record({
    account,
    machine: fc.nat(),
    host: fc.nat(),
    group,
    to: fc.constantFrom('host', 'host', 'group', 'bound', 'default', 'dedicated', 'any host', 'no host', 'free'),
  })
  .map(
    ({ account: accountId, machine, host, group: hostResourceGroupArn, to }): Intent =>
      ({ machineIds, hostIds, serial }) => {
        const changes: Record<string, object> = {
          host: { hostId: pickHost(hostIds, host) },
          group: { hostResourceGroupArn },
          bound: { tenancy: 'host', affinity: 'host' },
          'any host': { tenancy: 'host' },
          'no host': { hostId: '' },
          free: { affinity: 'default' },
        };
        return {
          kind: 'change-placement',
          actor: actorOf(accountId, 'ec2:ModifyInstancePlacement', serial),
          instanceId: pick(machineIds, machine),
          change: changes[to] ?? { tenancy: to as Tenancy },
        };
      },
  );

const ties: fc.Arbitrary<Intent> = fc
  .record({
    account: fc.constantFrom(ACCOUNT, ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
    host: fc.nat(),
    add: fc.uniqueArray(hostLicense, { maxLength: 1 }),
    remove: fc.uniqueArray(hostLicense, { maxLength: 2 }),
  })
  .map(
    ({ account: accountId, host, add, remove }): Intent =>
      ({ hostIds, serial }) => {
        const resourceArn = `arn:aws:ec2:${REGION}:${accountId}:dedicated-host/${pickHost(hostIds, host)}`;
        return specify(accountId, serial, { resourceArn, add, remove });
      },
  );

/** A random command on hosts. */
const hostIntent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 14, arbitrary: launch },
  { weight: 5, arbitrary: allocation },
  { weight: 2, arbitrary: modification },
  { weight: 4, arbitrary: giving },
  { weight: 2, arbitrary: failure },
  { weight: 1, arbitrary: settlement },
  { weight: 6, arbitrary: moving },
  { weight: 3, arbitrary: ties },
);

/** Any random command. */
export const intent: fc.Arbitrary<Intent> = fc
  .oneof({ weight: 1, arbitrary: machineIntent }, { weight: 1, arbitrary: hostIntent })
  .map(asIntent);
