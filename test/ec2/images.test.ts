import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { DescribeImagesRequest } from '@aws-sdk/client-ec2';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { copyImage } from '../../src/operations/ec2/images/copy-image.ts';
import { deregisterImage } from '../../src/operations/ec2/images/deregister-image.ts';
import { describeImages } from '../../src/operations/ec2/images/describe-images.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { ACCOUNT, OTHER, twoAccounts } from './two-accounts.ts';

const SnapshotId = publicImages('us-east-1')[0]!.rootSnapshotId;
const windows = publicImages('us-east-1').find((image) => image.platform === 'windows')!;
const ABSENT = 'ami-0123456789abcdef0';
const { by } = await twoAccounts('ec2:RegisterImage');
let name: string;
let names = 0;

const describe = async (request: DescribeImagesRequest, context = by()) =>
  (await describeImages.handle(request, context)).Images!;

const idsOf = async (request: DescribeImagesRequest, context = by()) =>
  (await describe(request, context)).map((image) => image.ImageId);

const register = async (context = by(), Name = name) => (await registerImage.handle({ Name }, context)).ImageId!;

beforeEach(() => {
  name = `image ${++names}`;
});

test('a registered image is available at once and described as it was registered', async () => {
  const context = by();
  const { ImageId } = await registerImage.handle(
    {
      Name: name,
      Description: 'd',
      Architecture: 'arm64',
      RootDeviceName: '/dev/xvda',
      EnaSupport: true,
      BootMode: 'uefi',
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: { SnapshotId, VolumeSize: 20, VolumeType: 'gp3', DeleteOnTermination: true },
        },
        { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      ],
      TagSpecifications: [
        { ResourceType: 'image', Tags: [{ Key: 'a', Value: '1' }] },
        { ResourceType: 'snapshot', Tags: [{ Key: 'b', Value: '2' }] },
      ],
    },
    context,
  );
  assert.match(ImageId!, /^ami-[0-9a-f]{17}$/);
  const [image] = await describe({ ImageIds: [ImageId!] });
  assert.deepEqual(JSON.parse(JSON.stringify(image)), {
    ImageId,
    ImageLocation: `${ACCOUNT}/${name}`,
    State: 'available',
    OwnerId: ACCOUNT,
    CreationDate: context.now.toISOString(),
    Public: false,
    Architecture: 'arm64',
    ImageType: 'machine',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { SnapshotId, VolumeSize: 20, VolumeType: 'gp3', DeleteOnTermination: true, Encrypted: false },
      },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
    ],
    Description: 'd',
    EnaSupport: true,
    Hypervisor: 'xen',
    Name: name,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    Tags: [{ Key: 'a', Value: '1' }],
    VirtualizationType: 'hvm',
    BootMode: 'uefi',
    DeregistrationProtection: 'disabled',
  });
});

for (const bad of ['ab', 'a'.repeat(129), 'semi;colon', 'umläut'])
  test(`"${bad.slice(0, 20)}" is no name for an image`, async () => {
    await assert.rejects(register(by(), bad), { code: 'InvalidAMIName.Malformed' });
    const copy = { Name: bad, SourceImageId: windows.id, SourceRegion: 'us-east-1' };
    await assert.rejects(copyImage.handle(copy, by()), { code: 'InvalidAMIName.Malformed' });
  });

test("AWS's other characters are fine in a name", async () => {
  await register(by(), "a-Z0 (x) [y] ./-'@_");
});

test('a name is taken in its account and Region only', async () => {
  const imageId = await register();
  await assert.rejects(register(), {
    code: 'InvalidAMIName.Duplicate',
    message: `AMI name ${name} is already in use by AMI ${imageId}`,
  });
  await register(by({ accountId: OTHER }));
  await register(by({ region: 'eu-west-1' }));
});

test('of many who want one name at once, one gets it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => register()));
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
});

test('billing products are refused', async () => {
  const request = { Name: name, BillingProducts: ['bp-1'] };
  await assert.rejects(registerImage.handle(request, by()), { code: 'AuthFailure' });
});

test('a deregistered image is left out for an hour, then unknown, and its name is free', async () => {
  const imageId = await register();
  await assert.rejects(deregisterImage.handle({ ImageId: imageId }, by({ accountId: OTHER })), {
    code: 'InvalidAMIID.NotFound',
  });
  assert.equal((await deregisterImage.handle({ ImageId: imageId }, by())).Return, true);
  const gone = { code: 'InvalidAMIID.NotFound', message: `The image id '[${imageId}]' does not exist` };
  assert.deepEqual(await describe({ ImageIds: [imageId] }), []);
  await assert.rejects(describe({ ImageIds: [imageId] }, by({ accountId: OTHER })), gone);
  await assert.rejects(describe({ ImageIds: [imageId] }, by({ now: new Date(Date.now() + 3_700_000) })), gone);
  await assert.rejects(deregisterImage.handle({ ImageId: imageId }, by()), gone);
  await register();
});

test('a public image cannot be deregistered, and an id of another form is malformed', async () => {
  await assert.rejects(deregisterImage.handle({ ImageId: windows.id }, by()), { code: 'AuthFailure' });
  const malformed = { code: 'InvalidAMIID.Malformed', message: 'Invalid id: "ami_1" (expecting "ami-...")' };
  await assert.rejects(deregisterImage.handle({ ImageId: 'ami_1' }, by()), malformed);
  await assert.rejects(describe({ ImageIds: ['ami_1'] }), malformed);
});

test('unknown images are named all at once', async () => {
  const another = 'ami-abcd1234';
  await assert.rejects(describe({ ImageIds: [ABSENT, windows.id, another] }), {
    code: 'InvalidAMIID.NotFound',
    message: `The image ids '[${ABSENT}, ${another}]' do not exist`,
  });
});

test('images are chosen by owner and by who may launch them', async () => {
  const context = by({ region: 'ap-northeast-1' });
  const own = await register(context);
  const all = publicImages('ap-northeast-1');
  const sorted = (ids: readonly string[]) => [...ids].sort();
  const canonical = all.filter((image) => image.ownerId === '099720109477').map((image) => image.id);
  const aliased = (alias: string) => all.filter((image) => image.ownerAlias === alias).map((image) => image.id);
  assert.deepEqual(await idsOf({ Owners: ['self'] }, context), [own]);
  assert.deepEqual(await idsOf({ Owners: [ACCOUNT] }, context), [own]);
  assert.deepEqual(await idsOf({ Owners: ['099720109477'] }, context), sorted(canonical));
  assert.deepEqual(await idsOf({ Owners: ['amazon'] }, context), sorted(aliased('amazon')));
  assert.deepEqual(await idsOf({ Owners: ['aws-marketplace'] }, context), sorted(aliased('aws-marketplace')));
  assert.deepEqual(await idsOf({}, context), sorted([own, ...all.map((image) => image.id)]));
  assert.deepEqual(await idsOf({ ExecutableUsers: ['all'] }, context), sorted(all.map((image) => image.id)));
  assert.deepEqual(await idsOf({ ExecutableUsers: ['self'] }, context), []);
  assert.ok(!(await idsOf({}, by({ accountId: OTHER, region: 'ap-northeast-1' }))).includes(own));
});

test('images are filtered', async () => {
  const context = by({ region: 'ap-northeast-2' });
  const tags = [{ ResourceType: 'image' as const, Tags: [{ Key: 'Stage', Value: 'test' }] }];
  const { ImageId: own } = await registerImage.handle({ Name: name, TagSpecifications: tags }, context);
  const names = async (Name: string, ...Values: string[]) =>
    (await describe({ Filters: [{ Name, Values }] }, context)).map((image) => image.Name!);
  assert.deepEqual(await idsOf({ Filters: [{ Name: 'tag:Stage', Values: ['test'] }] }, context), [own]);
  assert.ok((await names('platform', 'windows')).every((text) => text.startsWith('Windows_Server')));
  assert.ok((await names('name', 'ubuntu/images/*')).every((text) => text.startsWith('ubuntu/images/')));
  assert.deepEqual(await names('is-public', 'false'), [name]);
  assert.deepEqual(
    await names('block-device-mapping.volume-size', '100', '60').then((found) =>
      found.every((one) => /^(amzn-ec2-macos|PA-VM)/.test(one)),
    ),
    true,
  );
  await assert.rejects(names('colour', 'red'), {
    code: 'InvalidParameterValue',
    message: "The filter 'colour' is invalid",
  });
});

test('pages of images add up to all of them', async () => {
  const context = by({ region: 'ap-northeast-3' });
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await describeImages.handle({ MaxResults: 7, NextToken }, context);
    assert.ok(page.Images!.length <= 7);
    seen.push(...page.Images!.map((image) => image.ImageId));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.deepEqual(
    seen,
    publicImages('ap-northeast-3')
      .map((image) => image.id)
      .sort(),
  );
});
