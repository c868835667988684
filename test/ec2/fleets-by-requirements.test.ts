import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { InstanceRequirementsRequest } from '@aws-sdk/client-ec2';
import { findInstanceType } from '../../src/domain/catalogue/instance-types.ts';
import { getInstanceTypesFromInstanceRequirements } from '../../src/operations/ec2/catalogue/get-instance-types-from-instance-requirements.ts';
import { createFleet } from '../../src/operations/ec2/fleets/create-fleet.ts';
import { describeFleets } from '../../src/operations/ec2/fleets/describe-fleets.ts';
import { faultOf, givenCloud, LINUX, LINUX_ARM } from './launching.ts';

const cloud = await givenCloud();
const { call } = cloud;
const small: InstanceRequirementsRequest = { VCpuCount: { Min: 2, Max: 4 }, MemoryMiB: { Min: 4096 } };
let x86: string;
let arm: string;

before(async () => {
  x86 = (await cloud.template({ ImageId: LINUX })).id;
  arm = (await cloud.template({ ImageId: LINUX_ARM, InstanceRequirements: small })).id;
});

const typesOf = async (InstanceRequirements: InstanceRequirementsRequest, given = {}) => {
  const request = { ArchitectureTypes: ['x86_64' as const], VirtualizationTypes: ['hvm' as const], ...given };
  return call(getInstanceTypesFromInstanceRequirements, { ...request, InstanceRequirements });
};

const fleet = (LaunchTemplateId: string, override: object | undefined, target = {}) =>
  call(
    createFleet,
    {
      Type: 'instant',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId, Version: '1' },
          ...(override && { Overrides: [override] }),
        },
      ],
      TargetCapacitySpecification: { TotalTargetCapacity: 2, DefaultTargetCapacityType: 'on-demand', ...target },
    },
    { action: 'ec2:CreateFleet' },
  );

test('types that meet requirements are listed by name, page by page', async () => {
  const { InstanceTypes: all, NextToken } = await typesOf(small);
  assert.equal(NextToken, undefined);
  const names = all!.map((one) => one.InstanceType!);
  assert.ok(names.length > 50 && names.includes('m5.large') && !names.includes('m6g.large'));
  const { InstanceTypes: first, NextToken: token } = await typesOf(small, { MaxResults: 10 });
  const { InstanceTypes: second } = await typesOf(small, { MaxResults: 10, NextToken: token });
  assert.deepEqual(
    [...first!, ...second!].map((one) => one.InstanceType),
    names.slice(0, 20),
  );
  assert.deepEqual((await typesOf(small, { VirtualizationTypes: ['paravirtual'] })).InstanceTypes, []);
});

for (const [what, requirements, code] of [
  ['no memory', { VCpuCount: { Min: 2 } }, 'MissingMember'],
  ['a minimum above the maximum', { ...small, VCpuCount: { Min: 4, Max: 2 } }, 'InvalidParameterValue'],
  ['an unknown manufacturer', { ...small, CpuManufacturers: ['acme'] }, 'InvalidParameterValue'],
  [
    'both lists of types',
    { ...small, AllowedInstanceTypes: ['m5*'], ExcludedInstanceTypes: ['c5*'] },
    'InvalidParameterCombination',
  ],
  [
    'facts that nobody tells',
    { ...small, BaselinePerformanceFactors: { Cpu: { References: [{ InstanceFamily: 'c6i' }] } } },
    'UnsupportedOperation',
  ],
] as const)
  test(`requirements with ${what} are refused`, () =>
    assert.rejects(typesOf(requirements as unknown as InstanceRequirementsRequest), faultOf(code)));

test('a fleet launches what its requirements choose, of the architecture of its image', async () => {
  const { Instances, FleetId } = await fleet(x86, { InstanceRequirements: { ...small, CpuManufacturers: ['amd'] } });
  const [group] = Instances!;
  const type = findInstanceType(group!.InstanceType!)!;
  assert.equal(group!.InstanceIds!.length, 2);
  assert.deepEqual([type.manufacturer, type.vcpus, type.burstable], ['AMD', 2, false]);
  const { Fleets } = await call(describeFleets, { FleetIds: [FleetId!] });
  const [config] = Fleets![0]!.LaunchTemplateConfigs!;
  assert.deepEqual(config!.Overrides![0]!.InstanceRequirements!.CpuManufacturers, ['amd']);
});

test('requirements of the launch template are those of a fleet without an override of its own', async () => {
  const { Instances } = await fleet(arm, undefined);
  assert.deepEqual(findInstanceType(Instances![0]!.InstanceType!)!.architectures, ['arm64']);
  const named = await fleet(arm, { InstanceType: 'm6g.large' });
  assert.equal(named.Instances![0]!.InstanceType, 'm6g.large');
});

for (const [unit, total, machines] of [
  ['vcpu', 8, 4],
  ['memory-mib', 16_384, 4],
] as const)
  test(`a target in ${unit} counts what a machine has`, async () => {
    const exact = { VCpuCount: { Min: 2, Max: 2 }, MemoryMiB: { Min: 4096, Max: 4096 } };
    const target = { TotalTargetCapacity: total, TargetCapacityUnitType: unit };
    const { Instances } = await fleet(x86, { InstanceRequirements: exact }, target);
    assert.equal(Instances!.flatMap((group) => group.InstanceIds!).length, machines);
  });

test('what does not go together is refused', async () => {
  const refused = (promise: Promise<unknown>, code: string) => assert.rejects(promise, faultOf(code));
  await refused(fleet(x86, { InstanceType: 'm5.large', InstanceRequirements: small }), 'InvalidParameterCombination');
  await refused(
    fleet(x86, { InstanceType: 'm5.large' }, { TargetCapacityUnitType: 'vcpu' }),
    'InvalidParameterCombination',
  );
  const none = { VCpuCount: { Min: 3, Max: 3 }, MemoryMiB: { Min: 1, Max: 1 } };
  await refused(fleet(x86, { InstanceRequirements: none }), 'InvalidParameterValue');
  await refused(cloud.launch({ LaunchTemplate: { LaunchTemplateId: arm } }), 'InvalidParameterCombination');
});
