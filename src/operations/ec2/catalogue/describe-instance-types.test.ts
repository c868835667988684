import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DescribeInstanceTypesRequest, Filter } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { instanceTypeFilters } from './instance-type-filters.ts';

const context = { accountId: '111122223333', region: 'us-east-1' } as RequestContext;
const ask = (request: DescribeInstanceTypesRequest) => describeInstanceTypes.handle(request, context);
const fault = (code: string, message?: string) => (error: unknown) =>
  error instanceof Fault && error.code === code && (message === undefined || error.message === message);

async function namesOf(request: DescribeInstanceTypesRequest) {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await ask({ ...request, NextToken: token });
    names.push(...page.InstanceTypes!.map((type) => type.InstanceType!));
    token = page.NextToken;
  } while (token);
  return names;
}

const filtered = (...filters: [name: string, ...values: string[]][]) =>
  namesOf({ Filters: filters.map(([Name, ...Values]): Filter => ({ Name, Values })) });

test('a named type is described in full', async () => {
  const { InstanceTypes, NextToken } = await ask({ InstanceTypes: ['c5a.8xlarge'] });
  assert.equal(NextToken, undefined);
  assert.deepEqual(InstanceTypes, [
    {
      InstanceType: 'c5a.8xlarge',
      CurrentGeneration: true,
      FreeTierEligible: false,
      SupportedUsageClasses: ['on-demand', 'spot'],
      SupportedRootDeviceTypes: ['ebs'],
      SupportedVirtualizationTypes: ['hvm'],
      BareMetal: false,
      Hypervisor: 'nitro',
      ProcessorInfo: { SupportedArchitectures: ['x86_64'], SustainedClockSpeedInGhz: 3.3, Manufacturer: 'AMD' },
      VCpuInfo: {
        DefaultVCpus: 32,
        DefaultCores: 16,
        DefaultThreadsPerCore: 2,
        ValidCores: [1, 2, 3, 4, 8, 12, 16],
        ValidThreadsPerCore: [1, 2],
      },
      MemoryInfo: { SizeInMiB: 65536 },
      InstanceStorageSupported: false,
      EbsInfo: {
        AttachmentLimitType: 'shared',
        EbsOptimizedInfo: {
          BaselineBandwidthInMbps: 3170,
          BaselineIops: 13300,
          BaselineThroughputInMBps: 396.25,
          MaximumBandwidthInMbps: 3170,
          MaximumIops: 13300,
          MaximumThroughputInMBps: 396.25,
        },
        EbsOptimizedSupport: 'default',
        EncryptionSupport: 'supported',
        MaximumEbsAttachments: 27,
        NvmeSupport: 'required',
      },
      NetworkInfo: {
        ConnectionTrackingConfiguration: {
          DefaultTcpEstablishedTimeout: 432000,
          DefaultUdpStreamTimeout: 180,
          DefaultUdpTimeout: 30,
        },
        DefaultNetworkCardIndex: 0,
        EfaSupported: false,
        EnaSrdSupported: false,
        EnaSupport: 'required',
        EncryptionInTransitSupported: true,
        FlexibleEnaQueuesSupport: 'unsupported',
        Ipv4AddressesPerInterface: 30,
        Ipv6AddressesPerInterface: 30,
        Ipv6Supported: true,
        MaximumNetworkCards: 1,
        MaximumNetworkInterfaces: 8,
        NetworkCards: [
          {
            BaselineBandwidthInGbps: 10,
            DefaultEnaQueueCountPerInterface: 8,
            MaximumNetworkInterfaces: 8,
            NetworkCardIndex: 0,
            NetworkPerformance: '10 Gigabit',
            PeakBandwidthInGbps: 10,
          },
        ],
        NetworkPerformance: '10 Gigabit',
        SecondaryNetworkSupported: false,
      },
      PlacementGroupInfo: { SupportedStrategies: ['cluster', 'partition', 'spread'] },
      HibernationSupported: false,
      BurstablePerformanceSupported: false,
      DedicatedHostsSupported: false,
      AutoRecoverySupported: true,
      SupportedBootModes: ['legacy-bios', 'uefi'],
      NitroEnclavesSupport: 'supported',
      NitroTpmSupport: 'supported',
      NitroTpmInfo: { SupportedVersions: ['2.0'] },
      PhcSupport: 'unsupported',
      RebootMigrationSupport: 'supported',
      SupportedInRegion: true,
    },
  ]);
});

test('unknown types are named in the fault', async () => {
  await assert.rejects(
    ask({ InstanceTypes: ['m5.large', 'm5.huge', 'x.y'] as never[] }),
    fault('InvalidInstanceType', 'The following supplied instance types do not exist: [m5.huge, x.y]'),
  );
});

test('without a limit a page has 100 types, and the pages together have all of them', async () => {
  const first = await ask({});
  assert.equal(first.InstanceTypes!.length, 100);
  const names = await namesOf({});
  assert.equal(new Set(names).size, 1373);
  assert.equal(names.length, 1373);
});

test('a limit is kept, and may change from page to page', async () => {
  const first = await ask({ MaxResults: 5 });
  const second = await ask({ MaxResults: 7, NextToken: first.NextToken });
  const together = [...first.InstanceTypes!, ...second.InstanceTypes!];
  assert.deepEqual(together, (await ask({})).InstanceTypes!.slice(0, 12));
});

test('a limit and names exclude each other', async () => {
  await assert.rejects(ask({ InstanceTypes: ['m5.large'], MaxResults: 5 }), fault('InvalidParameterCombination'));
});

test('a token of another list is refused', async () => {
  const { NextToken } = await ask({ Filters: [{ Name: 'hypervisor', Values: ['nitro'] }] });
  await assert.rejects(ask({ NextToken }), fault('InvalidParameterValue'));
  await assert.rejects(ask({ NextToken: 'x' }), fault('InvalidParameterValue'));
});

test('filters choose by what the catalogue knows', async () => {
  assert.deepEqual(await filtered(['instance-type', 't3.m*'], ['vcpu-info.default-vcpus', '2']), [
    't3.medium',
    't3.micro',
  ]);
  assert.equal((await filtered(['bare-metal', 'true'])).length, 152);
  assert.equal((await filtered(['burstable-performance-supported', 'true'])).length, 28);
  assert.equal((await filtered(['dedicated-hosts-supported', 'true'])).length, 1149);
  assert.deepEqual(await filtered(['processor-info.supported-architecture', 'i386']), [
    'c1.medium',
    'c1.xlarge',
    't1.micro',
  ]);
  assert.deepEqual(await filtered(['instance-type', 'c5a.*'], ['vcpu-info.valid-cores', '48']), ['c5a.24xlarge']);
  assert.ok(!(await filtered(['hypervisor', 'nitro'])).includes('m5.metal'));
});

test('disks, accelerators, network and boot modes are told', async () => {
  const names = ['p3dn.24xlarge', 'd2.xlarge', 'g4ad.xlarge', 'f2.6xlarge', 'inf1.xlarge', 'vt1.3xlarge'] as const;
  const { InstanceTypes } = await ask({ InstanceTypes: [...names] });
  const byName = new Map(InstanceTypes!.map((type) => [type.InstanceType as string, type]));
  const p3dn = byName.get('p3dn.24xlarge')!;
  assert.deepEqual(p3dn.InstanceStorageInfo, {
    TotalSizeInGB: 1800,
    Disks: [{ SizeInGB: 900, Count: 2, Type: 'ssd' }],
    NvmeSupport: 'required',
    EncryptionSupport: 'required',
  });
  assert.equal(p3dn.GpuInfo!.TotalGpuMemoryInMiB, 262144);
  assert.equal(p3dn.GpuInfo!.Gpus![0]!.Name, 'V100');
  assert.equal(p3dn.NetworkInfo!.NetworkPerformance, '100 Gigabit');
  const d2 = byName.get('d2.xlarge')!;
  assert.equal(d2.InstanceStorageInfo!.NvmeSupport, 'unsupported');
  assert.equal(d2.NetworkInfo!.EnaSupport, 'unsupported');
  assert.deepEqual(byName.get('g4ad.xlarge')!.SupportedBootModes, ['legacy-bios']);
  assert.equal(byName.get('f2.6xlarge')!.FpgaInfo!.Fpgas![0]!.Count, 1);
  assert.equal(byName.get('inf1.xlarge')!.InferenceAcceleratorInfo!.Accelerators![0]!.Name, 'Inferentia');
  assert.equal(byName.get('inf1.xlarge')!.NeuronInfo!.NeuronDevices![0]!.CoreInfo!.Count, 4);
  assert.equal(byName.get('vt1.3xlarge')!.MediaAcceleratorInfo!.Accelerators![0]!.Name, 'U30');
});

test('of a type that is younger than the details is told what all of the Nitro System have in common', async () => {
  const { InstanceTypes } = await ask({ InstanceTypes: ['c9g.large'] });
  const [young] = InstanceTypes!;
  assert.deepEqual(
    [young!.InstanceStorageSupported, young!.NitroTpmSupport, young!.NetworkInfo!.MaximumNetworkInterfaces],
    [undefined, undefined, undefined],
  );
  assert.deepEqual([young!.SupportedBootModes, young!.NetworkInfo!.EnaSupport], [['uefi'], 'required']);
});

test('every type tells what the Terraform data source reads without asking whether it is there', async () => {
  const names = await namesOf({});
  for (let at = 0; at < names.length; at += 100) {
    const { InstanceTypes } = await ask({ InstanceTypes: names.slice(at, at + 100) as never[] });
    for (const { InstanceType, EbsInfo, NetworkInfo, PlacementGroupInfo } of InstanceTypes!)
      assert.ok(EbsInfo && NetworkInfo && PlacementGroupInfo!.SupportedStrategies!.length > 0, InstanceType);
  }
});

test('filters choose by storage, network and graphics too', async () => {
  assert.deepEqual(await filtered(['instance-type', 'c5d.*large'], ['instance-storage-info.disk.size-in-gb', '50']), [
    'c5d.large',
  ]);
  assert.ok((await filtered(['network-info.network-performance', '100 Gigabit'])).includes('c5n.18xlarge'));
  assert.equal((await filtered(['free-tier-eligible', 'true'])).length, 6);
  assert.ok((await filtered(['instance-storage-supported', 'false'])).includes('m5.large'));
  assert.deepEqual(await filtered(['network-info.maximum-network-cards', '32']), ['p5.48xlarge', 'p5e.48xlarge']);
});

test('every filter has types that say what it asks for', async () => {
  for (const name of Object.keys(instanceTypeFilters))
    assert.notDeepEqual(await filtered([name, '*']), [], `${name} finds nothing`);
});

test('filters apply to named types as well', async () => {
  const request = { InstanceTypes: ['m5.large' as const, 'c6g.large' as const] };
  const Filters = [{ Name: 'processor-info.supported-architecture', Values: ['arm64'] }];
  assert.deepEqual(await namesOf({ ...request, Filters }), ['c6g.large']);
});

test('an unknown filter is a fault, and nothing fits one without values', async () => {
  const invalid = fault('InvalidParameterValue', "The filter 'size' is invalid");
  await assert.rejects(ask({ Filters: [{ Name: 'size', Values: ['large'] }] }), invalid);
  assert.deepEqual(await namesOf({ Filters: [{ Name: 'hypervisor' }] }), []);
  const Values = Array(201).fill('a');
  await assert.rejects(ask({ Filters: [{ Name: 'hypervisor', Values }] }), fault('FilterLimitExceeded'));
});
