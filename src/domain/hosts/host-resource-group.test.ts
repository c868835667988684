import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  findUseLeftOut,
  type GroupConfigurationItem,
  type GroupUse,
  parseHostGroupConfiguration,
  parseResourceGroupArn,
  resourceGroupArn,
} from './host-resource-group.ts';

const LICENSE = `arn:aws:license-manager:us-east-1:111111111111:license-configuration:lic-${'0'.repeat(32)}`;

type Values = Readonly<Record<string, readonly string[]>>;

const item = (Type: string, parameters: Values): GroupConfigurationItem => ({
  Type,
  Parameters: Object.entries(parameters).map(([Name, Values]) => ({ Name, Values })),
});
const hosts = (parameters: Values) => item('AWS::EC2::HostManagement', parameters);
const any = { 'any-host-based-license-configuration': ['true'] };
const protection = { 'deletion-protection': ['UNLESS_EMPTY'] };
const generic = item('AWS::ResourceGroups::Generic', { 'allowed-resource-types': ['AWS::EC2::Host'], ...protection });

test('a group may use any license, and does nothing by itself unless asked', () => {
  assert.deepEqual(parseHostGroupConfiguration([hosts(any), generic]), {
    ok: true,
    group: {
      autoAllocate: false,
      autoRelease: false,
      autoRecovery: false,
      allowedFamilies: undefined,
      allowedLicenseArns: undefined,
      anyLicense: true,
      licenseRequired: true,
    },
  });
});

test('every parameter is read, families in lower case and items in any order', () => {
  const parameters = {
    'auto-allocate-host': ['true'],
    'auto-release-host': ['true'],
    'auto-host-recovery': ['true'],
    'allowed-host-families': ['M5', 'c5'],
    'allowed-host-based-license-configurations': [LICENSE],
  };
  assert.deepEqual(parseHostGroupConfiguration([generic, hosts(parameters)]), {
    ok: true,
    group: {
      autoAllocate: true,
      autoRelease: true,
      autoRecovery: true,
      allowedFamilies: ['m5', 'c5'],
      allowedLicenseArns: [LICENSE],
      anyLicense: false,
      licenseRequired: true,
    },
  });
  const off = parseHostGroupConfiguration([generic, hosts({ ...any, 'auto-allocate-host': ['false'] })]);
  assert.equal(off.ok && off.group.autoAllocate, false);
});

const settings = (parameters: Values) => {
  const parsed = parseHostGroupConfiguration([hosts(parameters), generic]);
  return parsed.ok ? parsed.group : assert.fail(parsed.problem);
};

test('any license as false is the same as leaving it out', () => {
  const listed = { 'allowed-host-based-license-configurations': [LICENSE] };
  assert.deepEqual(settings({ ...listed, 'any-host-based-license-configuration': ['false'] }), settings(listed));
});

test('allowed licenses are kept as License Manager prints their ARNs', () => {
  const forms = [LICENSE.replace('configuration:', 'configuration/'), LICENSE.replace('arn:aws:', 'arn:aws-cn:')];
  for (const form of forms)
    assert.deepEqual(settings({ 'allowed-host-based-license-configurations': [form] }).allowedLicenseArns, [LICENSE]);
});

describe('a group says whether its machines need a license', () => {
  for (const [option, required] of [
    ['LICENSE_CONFIGURATION_NOT_REQUIRED', false],
    ['license-configuration-not-required', false],
    ['LICENSE_CONFIGURATION_REQUIRED', true],
    ['license-configuration-required', true],
  ] as const)
    test(option, () => {
      const given = { 'instance-launch-option': [option], ...(required && any) };
      assert.deepEqual([settings(given).licenseRequired, settings(given).anyLicense], [required, true]);
    });
});

describe('a configuration is wrong with', () => {
  const table: [what: string, items: GroupConfigurationItem[], problem: RegExp][] = [
    ['no items', [], /no item of type AWS::EC2::HostManagement/],
    ['the generic item alone', [generic], /no item of type AWS::EC2::HostManagement/],
    ['the host item alone', [hosts(any)], /also needs .* allowed-resource-types/],
    [
      'no deletion protection',
      [hosts(any), { ...generic, Parameters: generic.Parameters!.slice(0, 1) }],
      /also needs .* deletion-protection/,
    ],
    ['an item twice', [hosts(any), hosts(any)], /two items of type AWS::EC2::HostManagement/],
    [
      'an item of another kind',
      [item('AWS::EC2::CapacityReservationPool', {}), generic],
      /CapacityReservationPool" is not supported/,
    ],
    ['an item of a kind that objects have', [item('constructor', {}), generic], /"constructor" is not supported/],
    ['an item without a type', [{}, generic], /"" is not supported/],
    [
      'other resource types',
      [hosts(any), item(generic.Type!, { ...protection, 'allowed-resource-types': ['AWS::EC2::Instance'] })],
      /expected AWS::EC2::Host/,
    ],
    ['an unknown parameter', [hosts({ ...any, toString: ['true'] }), generic], /has no parameter "toString"/],
    [
      'a parameter twice',
      [{ Type: hosts({}).Type, Parameters: [...hosts(any).Parameters!, ...hosts(any).Parameters!] }, generic],
      /given twice/,
    ],
    ['a parameter without values', [hosts({ ...any, 'auto-release-host': [] }), generic], /0 values; expected one/],
    [
      'a list without values',
      [hosts({ ...any, 'allowed-host-families': [] }), generic],
      /0 values; expected at least one/,
    ],
    [
      'two values for one',
      [hosts({ ...any, 'auto-release-host': ['true', 'false'] }), generic],
      /2 values; expected one/,
    ],
    [
      'a boolean that is none',
      [hosts({ ...any, 'auto-release-host': ['True'] }), generic],
      /"True"; expected true or false/,
    ],
    [
      'a family without hosts',
      [hosts({ ...any, 'allowed-host-families': ['m5', 't2'] }), generic],
      /"t2" does not run on Dedicated Hosts/,
    ],
    [
      'a family that is none',
      [hosts({ ...any, 'allowed-host-families': ['m5.large'] }), generic],
      /"m5.large" does not run/,
    ],
    [
      'a license that is no ARN',
      [hosts({ 'allowed-host-based-license-configurations': [`${LICENSE}0`] }), generic],
      /not the ARN of a license configuration/,
    ],
    [
      'neither license parameter',
      [hosts({}), generic],
      /Give allowed-host-based-license-configurations, or any-.* LICENSE_CONFIGURATION_NOT_REQUIRED/,
    ],
    [
      'both license parameters',
      [hosts({ ...any, 'allowed-host-based-license-configurations': [LICENSE] }), generic],
      /not both/,
    ],
    [
      'any license false and no list',
      [hosts({ 'any-host-based-license-configuration': ['false'] }), generic],
      /Give allowed-host-based-license-configurations, or any-/,
    ],
    [
      'a launch option that is none',
      [hosts({ ...any, 'instance-launch-option': ['NOT_REQUIRED'] }), generic],
      /"NOT_REQUIRED"; expected LICENSE_CONFIGURATION_REQUIRED/,
    ],
  ];
  for (const [what, items, problem] of table)
    test(what, () => {
      const parsed = parseHostGroupConfiguration(items);
      assert.match(parsed.ok ? 'ok' : parsed.problem, problem);
    });
});

describe('a group cannot have settings that leave out', () => {
  const settingsOf = (parameters: Record<string, string[]>) => {
    const parsed = parseHostGroupConfiguration([hosts(parameters), generic]);
    assert.ok(parsed.ok);
    return parsed.group;
  };
  const use = (hostFamilies: string[], licenses: GroupUse['licenses'] = []): GroupUse => ({ hostFamilies, licenses });
  const m5 = settingsOf({ ...any, 'allowed-host-families': ['m5'] });
  const one = settingsOf({ 'allowed-host-based-license-configurations': [LICENSE] });
  const other = LICENSE.replace(/.$/, 'e');

  test('the family of a host that is there', () => {
    assert.match(findUseLeftOut(m5, use(['m5', 'c5'])) ?? '', /A host of the family c5 is in the group; take it out/);
    assert.equal(findUseLeftOut(m5, use(['m5', 'm5'])), undefined);
    assert.equal(findUseLeftOut(settingsOf(any), use(['c5'])), undefined);
  });

  test('a license that is used there', () => {
    const used = use(
      ['m5'],
      [
        { arn: LICENSE, usedBy: 'i-1' },
        { arn: other, usedBy: 'i-2' },
      ],
    );
    assert.equal(
      findUseLeftOut(one, used),
      `${other} is used in the group, by i-2; stop that or take the license off before it is no longer allowed.`,
    );
    assert.equal(findUseLeftOut(one, use(['m5'], [{ arn: LICENSE, usedBy: 'i-1' }])), undefined);
    assert.equal(findUseLeftOut(settingsOf(any), used), undefined);
  });
});

test('the ARN of a group is written and read', () => {
  const ref = { accountId: '111111111111', region: 'us-east-1', name: 'a_B.1-c' };
  const arn = resourceGroupArn(ref, ref.name);
  assert.equal(arn, 'arn:aws:resource-groups:us-east-1:111111111111:group/a_B.1-c');
  assert.deepEqual(parseResourceGroupArn(arn), ref);
  for (const other of [
    'a_B.1-c',
    `${arn}/b`,
    `${arn}${'x'.repeat(300)}`,
    arn.replace('group/', 'grp/'),
    arn.replace('resource-groups', 'ec2'),
    arn.replace('us-east-1', ''),
    arn.replace('111111111111', ''),
  ])
    assert.equal(parseResourceGroupArn(other), undefined, other);
});
