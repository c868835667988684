import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPublicImage, publicImages } from './public-images.ts';
import { platformDetails } from './usage-operations.ts';

const named = (start: string) => publicImages('us-east-1').filter((image) => image.name.startsWith(start));

test('ids are well formed, stable, and differ between images and Regions', () => {
  const [east, west] = [publicImages('us-east-1'), publicImages('us-west-2')];
  const ids = [...east, ...west].map((image) => image.id);
  assert.equal(new Set(ids).size, east.length + west.length);
  for (const id of ids) assert.match(id, /^ami-[0-9a-f]{17}$/);
  assert.equal(named('Windows_Server-2022-English-Full-Base')[0]?.id, 'ami-e1f1b5870b15dae4d');
});

test('an image is found by its id in its own Region only', () => {
  const image = publicImages('eu-west-1')[0]!;
  assert.equal(findPublicImage('eu-west-1', image.id), image);
  assert.equal(findPublicImage('us-east-1', image.id), undefined);
  assert.equal(findPublicImage('eu-west-1', 'ami-00000000000000000'), undefined);
});

test('an image says what it bills', () => {
  const [image] = named('Windows_Server-2022-English-Full-SQL_2022_Standard');
  assert.equal(image?.usageOperation, 'RunInstances:0006');
  assert.equal(image?.platformDetails, 'Windows with SQL Server Standard');
  assert.equal(image?.platform, 'windows');
  assert.equal(image?.ownerId, '801119661308');
  assert.equal(image?.ownerAlias, 'amazon');
});

test('Linux images have no platform, and both architectures where AWS has both', () => {
  const ubuntu = named('ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04');
  assert.deepEqual(
    ubuntu.map((image) => image.architecture),
    ['x86_64', 'arm64'],
  );
  assert.match(ubuntu[0]!.name, /-amd64-/);
  for (const image of ubuntu) {
    assert.equal(image.platform, undefined);
    assert.equal(image.usageOperation, 'RunInstances');
    assert.equal(image.ownerAlias, undefined);
  }
});

test('there is an image of every usage operation but Windows BYOL, which one imports', () => {
  const images = publicImages('us-east-1');
  for (const image of images) assert.equal(image.platformDetails, platformDetails(image.usageOperation));
  assert.equal(new Set(images.map((image) => image.usageOperation)).size, 18);
  assert.equal(platformDetails('RunInstances:0800'), 'Windows BYOL');
  assert.equal(platformDetails('toString'), undefined);
});

test('images of AWS Marketplace carry the code of their product', () => {
  const images = publicImages('us-east-1').filter((image) => image.productCodes);
  assert.ok(images.length >= 3);
  for (const { ownerAlias, ownerId, productCodes } of images) {
    assert.deepEqual([ownerAlias, ownerId, productCodes?.length], ['aws-marketplace', '679593333241', 1]);
    assert.match(productCodes![0]!, /^[a-z0-9]{25}$/);
  }
  assert.equal(
    publicImages('us-east-1').filter((image) => image.ownerAlias === 'aws-marketplace').length,
    images.length,
  );
});

test('what descends from an image can tell which one it was', () => {
  const [image] = named('Windows_Server-2022-English-Full-SQL_2022_Standard');
  assert.deepEqual(image?.publicSource, { name: image?.name, usageOperation: 'RunInstances:0006' });
});

test('images of macOS are named as AWS names them, for Macs of Intel and of Apple silicon', () => {
  const macs = publicImages('us-east-1').filter(({ name }) => name.startsWith('amzn-ec2-macos-'));
  assert.deepEqual([...new Set(macs.map(({ architecture }) => architecture))].sort(), ['arm64_mac', 'x86_64_mac']);
  for (const { name, architecture, ownerAlias } of macs) {
    assert.match(name, architecture === 'arm64_mac' ? /-\d{8}-\d{6}-arm64$/ : /-\d{8}-\d{6}$/);
    assert.equal(ownerAlias, 'amazon');
  }
});

test('what look-ups of the most recent image name is found, and belongs to an owner with the alias', () => {
  const likes = [
    /^al2023-ami-2023\..*-x86_64$/,
    /^al2023-ami-ecs-hvm-.*-x86_64$/,
    /^amazon-eks-node-al2023-x86_64-standard-/,
    /^amzn-ami-hvm-.*-x86_64-gp2$/,
    /^amzn-ami-minimal-hvm-/,
    /^amzn2-ami-ecs-hvm-.*-x86_64-ebs$/,
    /^amzn2-ami-hvm-.*-gp2$/,
    /^amzn2-ami-minimal-hvm-.*-ebs$/,
    ...['2016', '2019', '2022', '2025'].map((year) => new RegExp(`^Windows_Server-${year}-English-Full-Base-`)),
  ];
  const images = publicImages('us-east-1');
  for (const like of likes) {
    const found = images.filter(({ name }) => like.test(name));
    assert.ok(found.length > 0, String(like));
    assert.deepEqual(new Set(found.map(({ ownerAlias }) => ownerAlias)), new Set(['amazon']), String(like));
  }
});

test('an image is as old as its name says, so that the most recent one is the newest', () => {
  const dateOf = (start: string) => named(start)[0]!.creationDate.toISOString().slice(0, 10);
  assert.equal(dateOf('amzn-ami-hvm-2018.03.0.'), '2023-12-18');
  assert.equal(dateOf('ubuntu/images/hvm-ssd/ubuntu-bionic'), '2023-06-07');
  assert.equal(dateOf('Windows_Server-2022-English-Full-Base'), '2026-08-12');
  assert.equal(dateOf('al2023-ami-2023.8.'), '2026-08-01');
  assert.equal(dateOf('PA-VM'), '2026-08-12');
});
