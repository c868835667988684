import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPublicImage } from './public-images.ts';
import { findPublicParameter, publicParameters } from './public-parameters.ts';

for (const [name, image] of [
  ['ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64', /^al2023-ami-2023.*kernel-6\.1-x86_64$/],
  ['ami-amazon-linux-latest/al2023-ami-kernel-6.12-arm64', /^al2023-ami-2023.*kernel-6\.12-arm64$/],
  ['ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-arm64', /^al2023-ami-minimal.*arm64$/],
  ['ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2', /^amzn2-ami-hvm-.*x86_64-gp2$/],
  ['ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-arm64-gp2', /^amzn2-ami-kernel-5\.10-hvm.*arm64-gp2$/],
  ['ami-amazon-linux-latest/amzn-ami-hvm-x86_64-ebs', /^amzn-ami-hvm-2018.*ebs$/],
  ['ami-windows-latest/Windows_Server-2022-English-Full-Base', /^Windows_Server-2022-English-Full-Base-/],
  [
    'ami-windows-latest/Windows_Server-2022-English-Full-SQL_2022_Standard',
    /^Windows_Server-2022-English-Full-SQL_2022_Standard-/,
  ],
  ['ecs/optimized-ami/amazon-linux-2/recommended/image_id', /^amzn2-ami-ecs-hvm.*x86_64-ebs$/],
  ['ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id', /^al2023-ami-ecs-hvm.*arm64$/],
  ['eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id', /^amazon-eks-node-al2023-x86_64/],
  ['canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id', /ubuntu-noble-24\.04-amd64-server/],
  ['canonical/ubuntu/server/22.04/stable/current/arm64/hvm/ebs-gp2/ami-id', /ubuntu-jammy-22\.04-arm64-server/],
  ['debian/release/12/latest/amd64', /^debian-12-amd64/],
  ['suse/sles/15-sp7/x86_64/latest', /^suse-sles-15-sp7.*x86_64$/],
  ['ec2-macos/sonoma/arm64_mac/latest/image_id', /^amzn-ec2-macos-14.*arm64$/],
] as const)
  test(`/aws/service/${name} is the image that AWS publishes under it`, () => {
    const parameter = findPublicParameter('eu-west-1', `/aws/service/${name}`);
    assert.match(findPublicImage('eu-west-1', parameter!.value)!.name, image);
  });

test('parameters come by name, each once', () => {
  const names = publicParameters('us-east-1').map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)].sort());
  assert.equal(findPublicParameter('us-east-1', '/aws/service/nothing'), undefined);
});
