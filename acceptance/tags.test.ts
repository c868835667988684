import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paginateDescribeTags } from '@aws-sdk/client-ec2';
import { ec2, uniqueName } from './clients.ts';
import { givenImage, launch, refused } from './given.ts';

const TEXT = `ü & <b>"'`;

test('tags of EC2 resources are set, listed page by page, and taken off', async () => {
  const imageId = await givenImage();
  const [instanceId] = await launch({ ImageId: imageId });
  const Key = uniqueName('key');
  const Tags = [
    { Key, Value: TEXT },
    { Key: 'other', Value: '' },
  ];
  await ec2.createTags({ Resources: [imageId, instanceId!], Tags });

  const Filters = [{ Name: 'key', Values: [Key] }];
  const listed = [];
  for await (const page of paginateDescribeTags({ client: ec2, pageSize: 5 }, { Filters })) listed.push(...page.Tags!);
  const found = Object.fromEntries(listed.map((tag) => [tag.ResourceId, [tag.ResourceType, tag.Value]]));
  assert.deepEqual(found, { [instanceId!]: ['instance', TEXT], [imageId]: ['image', TEXT] });

  await ec2.deleteTags({ Resources: [imageId], Tags: [{ Key, Value: 'another value' }] });
  await ec2.deleteTags({ Resources: [instanceId!], Tags: [{ Key }] });
  const { Tags: left } = await ec2.describeTags({ Filters });
  assert.deepEqual(
    left!.map((tag) => tag.ResourceId),
    [imageId],
  );
});

test('what is not there cannot be tagged, and AWS keeps its own keys', async () => {
  const Resources = ['ami-0123456789abcdef0'];
  await refused(ec2.createTags({ Resources, Tags: [{ Key: 'a', Value: 'b' }] }), 'InvalidAMIID.NotFound');
  const reserved = ec2.createTags({ Resources: [await givenImage()], Tags: [{ Key: 'aws:mine', Value: 'b' }] });
  await refused(reserved, 'InvalidParameterValue');
});
