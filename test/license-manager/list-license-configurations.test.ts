import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OTHER_ACCOUNT } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { startWorld } from './world.ts';

const world = await startWorld();
const list = (input: object, region: string): Promise<Wire> =>
  world.call('ListLicenseConfigurations', input, { region });
const arnsIn = (answer: Wire): string[] =>
  answer.LicenseConfigurations.map((license: Wire) => license.LicenseConfigurationArn);
const namesIn = (answer: Wire): string[] => answer.LicenseConfigurations.map((license: Wire) => license.Name);

test('lists all of the account in the Region, in the order of creation, and none that is deleted', async () => {
  const region = 'us-east-2';
  const arns = [];
  for (const Name of ['c', 'a', 'b'])
    arns.push(await world.create({ Name, Tags: [{ Key: 'k', Value: 'v' }] }, { region }));
  await world.create({ Name: 'elsewhere' }, { region: 'us-west-1' });
  await world.create({ Name: 'foreign' }, { region, accountId: OTHER_ACCOUNT });
  assert.deepEqual(namesIn(await list({}, region)), ['c', 'a', 'b']);
  await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: arns[1] }, { region });
  const answer = await list({}, region);
  assert.deepEqual(namesIn(answer), ['c', 'b']);
  assert.equal(answer.NextToken, undefined);
});

test('shows of each what Get shows, but the tags', async () => {
  const region = 'us-west-2';
  const arn = await world.create(
    { LicenseCount: 3, LicenseCountHardLimit: true, Tags: [{ Key: 'k', Value: 'v' }] },
    { region },
  );
  await world.launched({ licenseConfigurationArns: [arn], maxCount: 2 }, { region });
  const { Tags, ...got } = await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn }, { region });
  assert.deepEqual((await list({}, region)).LicenseConfigurations, [got]);
  assert.deepEqual([Tags.length, got.ConsumedLicenses], [1, 2]);
});

test('LicenseConfigurationArns chooses', async () => {
  const region = 'eu-west-1';
  const arns = [];
  for (const Name of ['a', 'b', 'c']) arns.push(await world.create({ Name }, { region }));
  const LicenseConfigurationArns = [arns[2]!, arns[0]!, arns[0]!];
  assert.deepEqual(namesIn(await list({ LicenseConfigurationArns }, region)), ['a', 'c']);
  assert.deepEqual(namesIn(await list({ LicenseConfigurationArns: [] }, region)), ['a', 'b', 'c']);
  const many = { LicenseConfigurationArns: Array(101).fill(arns[0]) };
  assert.match(
    await world.refusal('ListLicenseConfigurations', many, { region }),
    /^InvalidParameterValueException 400: .*100 items/,
  );
});

describe('filters', () => {
  const region = 'eu-north-1';
  const filtered = async (...filters: [name: string, ...values: string[]][]) =>
    namesIn(await list({ Filters: filters.map(([Name, ...Values]) => ({ Name, Values })) }, region)).join(' ');
  const refused = (Filters: object[]) => world.refusal('ListLicenseConfigurations', { Filters }, { region });

  test('find', async () => {
    await world.create({ Name: 'soft', LicenseCount: 1 }, { region });
    await world.create({ Name: 'core', LicenseCountingType: 'Core' }, { region });
    await world.create(
      { Name: 'hard', LicenseCountingType: 'vCPU', LicenseCount: 4, LicenseCountHardLimit: true },
      { region },
    );
    const [soft, , hard] = arnsIn(await list({}, region));
    await world.launched({ licenseConfigurationArns: [soft!], maxCount: 2 }, { region });
    await world.launched({ licenseConfigurationArns: [hard!] }, { region });
    const table: [filters: [string, ...string[]][], found: string][] = [
      [[['licenseCountingType', 'vCPU']], 'hard'],
      [[['licenseCountingType', 'Core', 'Instance']], 'soft core'],
      [[['licenseCountingType', 'Socket']], ''],
      [[['enforceLicenseCount', 'true']], 'hard'],
      [[['enforceLicenseCount', 'False']], 'soft core'],
      [[['usagelimitExceeded', 'True']], 'soft'],
      [[['usagelimitExceeded', 'false']], 'core hard'],
      [[['usagelimitExceeded', 'true', 'false']], 'soft core hard'],
      [
        [
          ['usagelimitExceeded', 'false'],
          ['enforceLicenseCount', 'false'],
        ],
        'core',
      ],
      [
        [
          ['licenseCountingType', 'Core', 'vCPU'],
          ['licenseCountingType', 'Core', 'Instance'],
        ],
        'core',
      ],
      [[], 'soft core hard'],
    ];
    for (const [filters, found] of table) assert.equal(await filtered(...filters), found, JSON.stringify(filters));
  });

  const INVALID = /^InvalidParameterValueException 400: /;
  const TOO_MANY = /^FilterLimitExceededException 400: /;
  const one = { Name: 'licenseCountingType', Values: ['vCPU'] };
  const table: [what: string, filters: object[], text: RegExp][] = [
    ['unknown', [{ Name: 'usageLimitExceeded', Values: ['true'] }], INVALID],
    ['without a name', [{ Values: ['true'] }], INVALID],
    ['of a name that every object has', [{ Name: 'constructor', Values: ['true'] }], INVALID],
    ['without values', [{ Name: 'enforceLicenseCount' }], INVALID],
    ['with an empty list of values', [{ Name: 'enforceLicenseCount', Values: [] }], INVALID],
    ['with a counting type that is none', [{ Name: 'licenseCountingType', Values: ['Cores'] }], INVALID],
    ['neither true nor false', [{ Name: 'enforceLicenseCount', Values: ['1'] }], INVALID],
    ['six of them', Array(6).fill(one), TOO_MANY],
    ['of 101 values', [{ ...one, Values: Array(101).fill('vCPU') }], TOO_MANY],
  ];
  for (const [what, filters, text] of table)
    test(`${what} are refused`, async () => assert.match(await refused(filters), text));
});

describe('pages', () => {
  const INVALID = /^InvalidParameterValueException 400: /;

  test('hold each once while others are added and removed between them', async () => {
    const region = 'ap-south-1';
    const arns: string[] = [];
    for (const Name of ['a', 'b', 'c', 'd', 'e']) arns.push(await world.create({ Name }, { region }));
    const first = await list({ MaxResults: 2 }, region);
    await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: arns[1] }, { region });
    await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: arns[2] }, { region });
    await world.create({ Name: 'f' }, { region });
    const second = await list({ MaxResults: 2, NextToken: first.NextToken }, region);
    const third = await list({ MaxResults: 2, NextToken: second.NextToken }, region);
    assert.deepEqual([first, second, third].map(namesIn), [['a', 'b'], ['d', 'e'], ['f']]);
    assert.equal(third.NextToken, undefined);
  });

  test('of named ones go on when one is deleted between them', async () => {
    const region = 'ap-south-2';
    const arns: string[] = [];
    for (const Name of ['a', 'b', 'c']) arns.push(await world.create({ Name }, { region }));
    const named = { LicenseConfigurationArns: arns, MaxResults: 1 };
    const { NextToken } = await list(named, region);
    await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: arns[1] }, { region });
    assert.deepEqual(namesIn(await list({ ...named, NextToken }, region)), ['c']);
  });

  test('are of 100 at the most, an empty token is none, and a full last page has no token', async () => {
    const region = 'eu-west-3';
    for (let n = 0; n < 3; n++) await world.create({ Name: `${n}` }, { region });
    assert.equal((await list({ MaxResults: 3, NextToken: '' }, region)).NextToken, undefined);
    assert.equal(namesIn(await list({ MaxResults: 100 }, region)).length, 3);
    for (const MaxResults of [0, -1, 1_001, 1.5])
      assert.match(await world.refusal('ListLicenseConfigurations', { MaxResults }, { region }), INVALID);
  });

  test('end in refusals for tokens that are garbled, forged or of another list', async () => {
    const region = 'sa-east-1';
    for (const Name of ['a', 'b']) await world.create({ Name }, { region });
    const { NextToken } = await list({ MaxResults: 1 }, region);
    const filtered = { NextToken, Filters: [{ Name: 'enforceLicenseCount', Values: ['false'] }] };
    const garbled = [`${NextToken}x`, NextToken.slice(1), 'garbage', Buffer.from('[1,"",1e300]').toString('base64url')];
    for (const input of [filtered, ...garbled.map((token) => ({ NextToken: token }))])
      assert.match(await world.refusal('ListLicenseConfigurations', input, { region }), INVALID, JSON.stringify(input));
  });
});
