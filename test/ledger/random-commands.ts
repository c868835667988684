import fc from 'fast-check';
import type { Actor, Command } from '../../src/domain/commands.ts';
import type { HostGroup } from '../../src/domain/hosts/host-resource-group.ts';
import type { License } from '../../src/domain/licenses/license.ts';
import {
  ACCOUNT,
  arnOf,
  exampleActor,
  exampleGroup,
  exampleImage,
  exampleLaunch,
  exampleLicense,
  licenseId,
  OTHER_ACCOUNT,
  publicImage,
  REGION,
} from '../example-facts.ts';
import { type Model, type ModelLicense, SIZES } from './naive-model.ts';

// A small world in which random commands meet often: licenses of every kind, two images and few types.

const PUBLISHER = publicImage.ownerId;
const groupArn = (name: string): string => `arn:aws:resource-groups:${REGION}:${ACCOUNT}:group/${name}`;

/** The licenses of the world; the last is its publisher's and follows the public image into every account. */
export const worldLicenses: readonly License[] = [
  exampleLicense({ countingType: 'vCPU', licenseCount: 16, hardLimit: true }),
  exampleLicense({ licenseCount: 5, hardLimit: true }),
  exampleLicense({ countingType: 'vCPU', licenseCount: 6, ruleTexts: ['#honorVcpuOptimization=True'] }),
  exampleLicense({ licenseCount: 6, hardLimit: true, ruleTexts: ['#includedStoppedInstances=True'] }),
  exampleLicense({
    countingType: 'vCPU',
    licenseCount: 20,
    hardLimit: true,
    ruleTexts: ['#includedStoppedInstances=True', '#honorVcpuOptimization=True', '#maximumVcpus=4'],
  }),
  exampleLicense({
    countingType: 'vCPU',
    licenseCount: 12,
    hardLimit: true,
    accountId: OTHER_ACCOUNT,
    sharedWith: [ACCOUNT],
  }),
  exampleLicense({ countingType: 'Core', sharedWith: [OTHER_ACCOUNT] }),
  exampleLicense({ countingType: 'Core', licenseCount: 96, hardLimit: true, sharedWith: [OTHER_ACCOUNT] }),
  exampleLicense({
    countingType: 'Core',
    licenseCount: 120,
    hardLimit: true,
    ruleTexts: ['#licenseAffinityToHost=1'],
    sharedWith: [OTHER_ACCOUNT],
  }),
  exampleLicense({
    countingType: 'Socket',
    licenseCount: 4,
    hardLimit: true,
    ruleTexts: ['#includedStoppedInstances=True'],
  }),
  exampleLicense({
    countingType: 'Socket',
    licenseCount: 4,
    ruleTexts: ['#includedStoppedInstances=True', '#licenseAffinityToHost=1'],
  }),
  exampleLicense({ licenseCount: 9, hardLimit: true, accountId: PUBLISHER }),
].map((license, n) => ({ ...license, id: licenseId(n + 1), name: `License ${n + 1}` }));

/** The accounts of the world, of which each license's is one. */
export const worldAccounts: readonly string[] = [ACCOUNT, OTHER_ACCOUNT, PUBLISHER];

/** A group that allocates and releases hosts by itself and is shared, and one that allows two licenses. */
export const worldGroups: readonly HostGroup[] = [
  exampleGroup({
    arn: groupArn('busy'),
    name: 'busy',
    autoAllocate: true,
    autoRelease: true,
    sharedWith: [OTHER_ACCOUNT],
  }),
  exampleGroup({
    arn: groupArn('choosy'),
    name: 'choosy',
    anyLicense: false,
    allowedLicenseArns: worldLicenses.slice(7, 9).map(arnOf),
  }),
];

export const publisherLicense = worldLicenses.at(-1)!;

export function worldModel(): Model {
  const licenses = worldLicenses.map(
    ({ id, accountId, countingType, rules, sharedWith, licenseCount, hardLimit, status }): ModelLicense => ({
      id,
      account: accountId,
      counting: countingType,
      honor: rules.honorVcpuOptimization === true,
      stoppedToo: rules.includedStoppedInstances === true,
      affinity: rules.licenseAffinityToHost !== undefined,
      ...(rules.maximumVcpus && { maximumVcpus: rules.maximumVcpus }),
      sharedWith,
      count: licenseCount,
      hard: hardLimit,
      status,
      ceiling: hardLimit ? licenseCount! : Number.POSITIVE_INFINITY,
    }),
  );
  return {
    licenses,
    images: [
      { id: exampleImage.id, owner: ACCOUNT, isPublic: false },
      { id: publicImage.id, owner: PUBLISHER, isPublic: true },
    ],
    machines: [],
    ties: [{ license: licenses.at(-1)!, resourceId: publicImage.id, scope: 'cross-account' }],
    tokens: [],
    hosts: [],
    groups: worldGroups.map(({ arn, accountId, sharedWith, autoAllocate, autoRelease, allowedLicenseArns }) => ({
      arn,
      account: accountId,
      sharedWith,
      allocates: autoAllocate,
      releases: autoRelease,
      allowed: allowedLicenseArns?.map((license) => license.replace(/^.*:/, '')),
    })),
    paid: new Set(),
    holds: new Set(),
  };
}

/** A command yet without machines and hosts: it picks its own among those that there are when its turn comes. */
export type Intent = (world: { machineIds: readonly string[]; hostIds: readonly string[]; serial: number }) => Command;

/** An intent that a counterexample shows as the command that it is, with the picks of its machines. */
export const asIntent = (toCommand: Intent): Intent =>
  Object.assign(toCommand, {
    [fc.toStringMethod]: () => {
      const machineIds = Array.from({ length: 100 }, (_, n) => `#${n}`);
      const withAccount = (key: string, value: unknown) => (key === 'actor' ? (value as Actor).accountId : value);
      return JSON.stringify(toCommand({ machineIds, hostIds: machineIds, serial: 0 }), withAccount);
    },
  });

export const account = fc.oneof(
  { weight: 5, arbitrary: fc.constant(ACCOUNT) },
  { weight: 1, arbitrary: fc.constant(OTHER_ACCOUNT) },
);
export const license = fc.constantFrom(...worldLicenses);
const someLicenses = fc.oneof(
  { weight: 4, arbitrary: fc.uniqueArray(license, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(license, { maxLength: 3 }) },
);
const picks = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });
export const dryRun = fc.oneof(
  { weight: 9, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);
const instanceType = fc.constantFrom('t3.micro', 'm5.large', 'm5.xlarge', 'm5.2xlarge');
const image = fc.oneof(
  { weight: 3, arbitrary: fc.constant(exampleImage.id) },
  { weight: 1, arbitrary: fc.constant(publicImage.id) },
);

export const actorOf = (accountId: string, action: string, serial: number) =>
  exampleActor(action, { accountId, requestId: `request-${serial}` });
export const pick = (ids: readonly string[], n: number): string =>
  ids[n % Math.max(1, ids.length)] ?? 'i-00000000000000000';

const launch: fc.Arbitrary<Intent> = fc
  .record({
    account,
    licenses: someLicenses,
    min: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 3 }),
    instanceType,
    imageId: image,
    halved: fc.boolean(),
    tenancy: fc.constantFrom('default', 'default', 'default', 'dedicated', 'host'),
    token: fc.option(
      fc.record({ value: fc.constantFrom('t1', 't2', 't3'), inputHash: fc.constantFrom('h1', 'h1', 'h2') }),
    ),
    dryRun,
  })
  .map(
    ({ account: accountId, licenses, min, more, token, halved, dryRun: dry, ...request }): Intent =>
      ({ serial }) =>
        exampleLaunch(
          {
            ...request,
            tenancy: request.tenancy as 'default',
            minCount: min,
            maxCount: min + more,
            licenseConfigurationArns: licenses.map(arnOf),
            // One thread a core; m5 and t3 have that option.
            ...(halved && { cpuOptions: { coreCount: SIZES[request.instanceType]![1], threadsPerCore: 1 } }),
          },
          { actor: actorOf(accountId, 'ec2:RunInstances', serial), dryRun: dry, ...(token && { token }) },
        ),
  );

const move: fc.Arbitrary<Intent> = fc
  .record({ account, kind: fc.constantFrom('start', 'stop', 'terminate', 'start', 'stop'), picks, dryRun })
  .map(
    ({ account: accountId, kind, picks: chosen, dryRun: dry }): Intent =>
      ({ machineIds, serial }) => ({
        kind,
        actor: actorOf(accountId, `ec2:${kind}`, serial),
        dryRun: dry,
        instanceIds: chosen.map((n) => pick(machineIds, n)),
      }),
  );

const advance: fc.Arbitrary<Intent> = fc.boolean().map(
  (all): Intent =>
    ({ machineIds }) => ({ kind: 'advance', instanceIds: all ? machineIds : machineIds.slice(0, 3) }),
);

const resize: fc.Arbitrary<Intent> = fc.record({ pick: fc.nat(), instanceType }).map(
  ({ pick: n, instanceType: to }): Intent =>
    ({ machineIds, serial }) => ({
      kind: 'change-instance-type',
      actor: actorOf(ACCOUNT, 'ec2:ModifyInstanceAttribute', serial),
      instanceId: pick(machineIds, n),
      instanceType: to,
    }),
);

const scope = fc.constantFrom(undefined, undefined, 'cross-account');

interface Specifications {
  readonly resourceArn: string;
  readonly add: readonly License[];
  readonly remove: readonly License[];
  readonly amiAssociationScope?: string;
}

export const specify = (
  accountId: string,
  serial: number,
  { resourceArn, add, remove, ...scoped }: Specifications,
): Command => ({
  kind: 'update-license-specifications',
  actor: actorOf(accountId, 'license-manager:UpdateLicenseSpecificationsForResource', serial),
  resourceArn,
  add: add.map((added) => ({ licenseConfigurationArn: arnOf(added), ...scoped })),
  remove: remove.map((removed) => ({ licenseConfigurationArn: arnOf(removed) })),
});

const specifications: fc.Arbitrary<Intent> = fc
  .record({
    account,
    target: fc.oneof(fc.nat(), image),
    add: fc.uniqueArray(license, { maxLength: 2 }),
    remove: fc.uniqueArray(license, { maxLength: 2 }),
    scope,
  })
  .map(
    ({ account: accountId, target, add, remove, scope: amiAssociationScope }): Intent =>
      ({ machineIds, serial }) =>
        specify(accountId, serial, {
          resourceArn:
            typeof target === 'string'
              ? `arn:aws:ec2:${REGION}::image/${target}`
              : `arn:aws:ec2:${REGION}:${accountId}:instance/${pick(machineIds, target)}`,
          add,
          remove,
          ...(amiAssociationScope && { amiAssociationScope }),
        }),
  );

const change: fc.Arbitrary<Intent> = fc
  .record({
    license,
    licenseCount: fc.option(fc.oneof(fc.nat(24), fc.constantFrom(48, 96, 144)), { nil: undefined }),
    hardLimit: fc.option(fc.boolean(), { nil: undefined }),
    status: fc.constantFrom(undefined, 'AVAILABLE', 'AVAILABLE', 'DISABLED'),
  })
  .map(
    ({ license: changed, licenseCount, hardLimit, status }): Intent =>
      ({ serial }) => ({
        kind: 'update-license-configuration',
        actor: actorOf(changed.accountId, 'license-manager:UpdateLicenseConfiguration', serial),
        licenseId: changed.id,
        change: {
          ...(licenseCount !== undefined && { licenseCount }),
          ...(hardLimit !== undefined && { hardLimit }),
          ...(status && { status: status as 'AVAILABLE' }),
        },
      }),
  );

const deletion: fc.Arbitrary<Intent> = license.map(
  (deleted): Intent =>
    ({ serial }) => ({
      kind: 'delete-license-configuration',
      actor: actorOf(deleted.accountId, 'license-manager:DeleteLicenseConfiguration', serial),
      licenseId: deleted.id,
    }),
);

/** A random command but of those on hosts, with the frequency at which commands of each kind tell something. */
export const machineIntent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 12, arbitrary: launch },
  { weight: 10, arbitrary: move },
  { weight: 8, arbitrary: advance },
  { weight: 3, arbitrary: resize },
  { weight: 8, arbitrary: specifications },
  { weight: 3, arbitrary: change },
  { weight: 1, arbitrary: deletion },
);
