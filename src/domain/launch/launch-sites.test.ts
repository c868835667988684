import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  consumedOf,
  contentOf,
  effectsOf,
  exampleFacts,
  exampleLaunch,
  exampleLicense,
  hostId,
  licenseId,
  OTHER_ACCOUNT,
  REGION,
} from '../../../test/example-facts.ts';
import { coreLicense, heldByHosts, host, launchOnHost, placesOf, socketLicense } from '../../../test/host-commands.ts';
import type { LaunchRequest, Permitted } from '../commands.ts';
import { decide } from '../decide.ts';
import type { Host } from '../hosts/host.ts';
import type { License } from '../licenses/license.ts';
import { defaultNetwork } from '../networks/network.ts';

const subnets = defaultNetwork('111111111111', REGION).subnets;
const launched = ({ permitted }: { permitted: Permitted }): number => permitted.instances?.length ?? 0;

describe('a launch that names a host', () => {
  const table: [what: string, of: Partial<Host>, request: Partial<LaunchRequest>, text: RegExp][] = [
    ['goes there, without auto-placement too', { autoPlacement: false }, {}, /^permitted$/],
    ['in its zone, whichever that is', { availabilityZone: `${REGION}c` }, {}, /^permitted$/],
    [
      'not to a zone that the request does not mean',
      {},
      { availabilityZone: `${REGION}b` },
      /is in us-east-1a; the subnet or zone of this request is not/,
    ],
    ['not to a subnet of another zone', {}, { subnetId: subnets[1]!.subnetId }, /is in us-east-1a; the subnet or zone/],
    ['not to another family', { family: 'm5d' }, {}, /is for m5d, not for m5\.xlarge/],
    ['not to a host of another type', { instanceType: 'm5.large' }, {}, /is for m5\.large, not for m5\.xlarge/],
    [
      'not when it is full',
      { instanceType: 'm5.xlarge' },
      { minCount: 25 },
      /^Dedicated host h-0+1 has insufficient capacity/,
    ],
    ['not when it failed', { state: 'permanent-failure' }, {}, /is permanent-failure; it must be available/],
    ['not when it is released', { state: 'released' }, {}, /is released; it must be available/],
    [
      'not when it is of another account',
      { accountId: OTHER_ACCOUNT },
      {},
      /^The Dedicated Host 'h-0+1' does not exist$/,
    ],
    ['not when it is of another Region', { region: 'eu-west-1' }, {}, /does not exist/],
    [
      'not when it is in a group',
      { groupArn: 'arn:group' },
      {},
      /is in the host resource group arn:group; launch into the group instead/,
    ],
    ['not with another tenancy', {}, { tenancy: 'dedicated' }, /needs the tenancy host/],
  ];
  for (const [what, of, request, text] of table)
    test(what, () => {
      const facts = exampleFacts({ hosts: [host(1, of)] });
      const done = launchOnHost(facts, [], { hostId: hostId(1), ...request });
      assert.match(done.text, text);
      assert.deepEqual(placesOf(facts), done.outcome.ok ? [1] : []);
    });

  test('is told of that before what is wrong with its licenses', () => {
    const disabled = coreLicense({ status: 'DISABLED' });
    assert.match(
      launchOnHost(exampleFacts({ licenses: [disabled] }), [disabled], { hostId: hostId(7) }).text,
      /^The Dedicated Host/,
    );
  });
});

test('a type that runs on no host is told so', () => {
  const { text } = launchOnHost(exampleFacts(), [], { instanceType: 't2.micro' });
  assert.equal(text, 'The instance type t2.micro does not run on Dedicated Hosts.');
});

test('a launch with affinity binds its machines to the host that they come to', () => {
  const facts = exampleFacts({ hosts: [host(1, { autoPlacement: true })] });
  launchOnHost(facts, [], { affinity: 'host' });
  assert.equal(facts.instances.values().next().value!.settings.affinity, 'host');
});

describe('a launch with auto-placement', () => {
  const open = (n: number, of: Partial<Host> = {}) => host(n, { autoPlacement: true, ...of });

  test('takes hosts with auto-placement that are in no group', () => {
    const facts = exampleFacts({
      hosts: [host(1), open(2, { groupArn: 'arn:group' }), open(3, { accountId: OTHER_ACCOUNT }), open(4)],
    });
    launchOnHost(facts, []);
    assert.deepEqual(placesOf(facts), [4]);
  });

  test('is refused where none has room', () => {
    assert.match(
      launchOnHost(exampleFacts({ hosts: [host(1)] }), []).text,
      /^You do not have a host with a matching configuration/,
    );
  });

  test('has all its machines in one zone: the one with most places', () => {
    const facts = exampleFacts({
      hosts: [open(1), open(2, { availabilityZone: `${REGION}b` }), open(3, { availabilityZone: `${REGION}b` })],
    });
    launchOnHost(facts, [], { instanceType: 'm5.12xlarge', minCount: 1, maxCount: 9 });
    assert.deepEqual(placesOf(facts), [2, 2, 3, 3]);
    const zones = [...facts.instances.values()].map(({ availabilityZone, subnetId }) => [availabilityZone, subnetId]);
    assert.deepEqual(new Set(zones.map(String)), new Set([`${REGION}b,${subnets[1]!.subnetId}`]));
  });

  test('among zones with as many, the first', () => {
    const facts = exampleFacts({ hosts: [open(1, { availabilityZone: `${REGION}b` }), open(2)] });
    launchOnHost(facts, []);
    assert.deepEqual(placesOf(facts), [2]);
  });

  test('but rather the one where hosts pay already', () => {
    const license = coreLicense();
    const paying = open(2, { availabilityZone: `${REGION}b` });
    const facts = exampleFacts({
      licenses: [license],
      hosts: [open(1), paying],
      hostTies: [{ license, host: paying, held: 48 }],
    });
    launchOnHost(facts, [license]);
    assert.deepEqual([placesOf(facts), heldByHosts(facts)], [[2], { 'host 2': { 'license 1': 48 } }]);
  });
});

describe('hard limits of Core and Socket licenses', () => {
  const hosts = () => [
    host(1, { autoPlacement: true }),
    host(2, { autoPlacement: true }),
    host(3, { autoPlacement: true }),
  ];
  const limited = (licenseCount: number) => coreLicense({ licenseCount, hardLimit: true });
  const large = { instanceType: 'm5.12xlarge' };

  const table: [what: string, licenses: License[], request: Partial<LaunchRequest>, launched: number, text: RegExp][] =
    [
      ['room for all', [limited(144)], { minCount: 5 }, 5, /^permitted$/],
      [
        'as many as fit on the hosts that can be paid for',
        [limited(100)],
        { minCount: 1, maxCount: 6 },
        4,
        /^permitted$/,
      ],
      [
        'not fewer than the minimum',
        [limited(100)],
        { minCount: 5 },
        0,
        /^No licenses available\. .* has 100 of 100 cores left; this launch needs 144\.$/,
      ],
      [
        'the shortest of several decides',
        [limited(144), socketLicense({ licenseCount: 2, hardLimit: true })],
        { minCount: 1, maxCount: 6 },
        2,
        /^permitted$/,
      ],
      [
        'one that counts machines decides too',
        [limited(144), exampleLicense({ id: licenseId(2), licenseCount: 3, hardLimit: true })],
        { minCount: 1, maxCount: 6 },
        3,
        /^permitted$/,
      ],
      [
        'all that are short are told',
        [limited(40), exampleLicense({ id: licenseId(2), licenseCount: 0, hardLimit: true })],
        {},
        0,
        /"SQL Server"\) has 0 of 0 instances/,
      ],
      ['a soft one never blocks', [coreLicense({ licenseCount: 1 })], { minCount: 6 }, 6, /^permitted$/],
    ];
  for (const [what, licenses, request, count, text] of table)
    test(what, () => {
      const done = launchOnHost(exampleFacts({ licenses, hosts: hosts() }), licenses, { ...large, ...request });
      assert.match(done.text, text);
      assert.equal(launched(done), count);
    });

  test('a host that pays costs nothing, though the limit is passed', () => {
    const license = { ...limited(10), consumed: 48 };
    const paying = host(1, { autoPlacement: true });
    const facts = exampleFacts({
      licenses: [license],
      hosts: [paying],
      hostTies: [{ license, host: paying, held: 48 }],
    });
    assert.equal(launchOnHost(facts, [license]).text, 'permitted');
    assert.deepEqual(consumedOf(facts), [48]);
  });

  test('a refusal is on the list of failures', () => {
    const { effects } = launchOnHost(exampleFacts({ licenses: [limited(10)], hosts: hosts() }), [limited(10)]);
    assert.match(effectsOf(effects, 'record-failure')[0]!.message, /has 10 of 10 cores left; this launch needs 48/);
  });

  test('a dry run decides the same, and neither takes anything nor uses its token', () => {
    const facts = exampleFacts({ licenses: [limited(48)], hosts: hosts() });
    const before = contentOf(facts);
    const token = { value: 'token', inputHash: 'hash' };
    const command = exampleLaunch(
      { tenancy: 'host', licenseConfigurationArns: [arnOf(limited(48))] },
      { dryRun: true, token },
    );
    assert.equal(decide(command, facts).outcome.ok, true);
    assert.deepEqual(contentOf(facts), before);
  });
});
