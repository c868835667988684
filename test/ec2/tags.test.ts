import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { createLaunchTemplate } from '../../src/operations/ec2/launch-templates/create-launch-template.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { deleteTags } from '../../src/operations/ec2/tags/delete-tags.ts';
import { describeTags } from '../../src/operations/ec2/tags/describe-tags.ts';
import { tagsFor } from '../../src/operations/ec2/tags/ec2-tags.ts';
import { putTags } from '../../src/store/tag.ts';
import { ACCOUNT, OTHER, twoAccounts } from './two-accounts.ts';

const { db, by } = await twoAccounts('ec2:CreateTags');
let imageId: string;
let launchTemplateId: string;

const tagsOf = async (resourceId: string, context = by()) => {
  const { Tags = [] } = await describeTags.handle(
    { Filters: [{ Name: 'resource-id', Values: [resourceId] }] },
    context,
  );
  return Object.fromEntries(Tags.map((tag) => [tag.Key, tag.Value]));
};

beforeEach(async () => {
  imageId = (await registerImage.handle({ Name: `image ${Math.random()}`.slice(0, 100) }, by())).ImageId!;
  const request = {
    LaunchTemplateName: `t${Math.random()}`,
    LaunchTemplateData: { InstanceType: 't3.micro' as const },
  };
  launchTemplateId = (await createLaunchTemplate.handle(request, by())).LaunchTemplate!.LaunchTemplateId!;
});

test('tags are set, given a new value, and removed', async () => {
  await createTags.handle(
    {
      Resources: [imageId, launchTemplateId],
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    },
    by(),
  );
  await createTags.handle({ Resources: [imageId], Tags: [{ Key: 'a', Value: '2' }] }, by());
  assert.deepEqual(await tagsOf(imageId), { a: '2', b: '' });
  assert.deepEqual(await tagsOf(launchTemplateId), { a: '1', b: '' });
  await deleteTags.handle({ Resources: [imageId], Tags: [{ Key: 'b' }] }, by());
  assert.deepEqual(await tagsOf(imageId), { a: '2' });
});

test('tags of what other services have are not EC2’s to list', async () => {
  const types = [
    'license-configuration',
    'license',
    'resource-group',
    'activation',
    'managed-instance',
    'db',
    'og',
    'topic',
  ];
  const others = [...types, 'alarm', 'resource-share', 'report-generator', 'whatever-comes'];
  const tag = { accountId: ACCOUNT, region: 'us-east-1', key: 'of-others', value: '' };
  await db.transaction().execute((trx) =>
    putTags(
      trx,
      others.map((resourceType) => ({ ...tag, resourceType, resourceId: `of-others-${resourceType}` })),
    ),
  );
  assert.deepEqual((await describeTags.handle({ Filters: [{ Name: 'key', Values: ['of-others'] }] }, by())).Tags, []);
});

test('a tag with a value is removed only if it has that value, and all are removed without a list', async () => {
  await createTags.handle(
    {
      Resources: [imageId],
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    },
    by(),
  );
  await deleteTags.handle(
    {
      Resources: [imageId],
      Tags: [
        { Key: 'a', Value: 'other' },
        { Key: 'b', Value: '2' },
      ],
    },
    by(),
  );
  assert.deepEqual(await tagsOf(imageId), { a: '1' });
  await deleteTags.handle({ Resources: [imageId] }, by());
  assert.deepEqual(await tagsOf(imageId), {});
});

for (const [id, code, message] of [
  ['i-0123456789abcdef0', 'InvalidInstanceID.NotFound', "The instance ID 'i-0123456789abcdef0' does not exist"],
  ['ami-0123456789abcdef0', 'InvalidAMIID.NotFound', "The image id '[ami-0123456789abcdef0]' does not exist"],
  [
    'lt-0123456789abcdef0',
    'InvalidLaunchTemplateId.NotFound',
    'The specified launch template, with template ID lt-0123456789abcdef0, does not exist.',
  ],
  ['vol-0123456789abcdef0', 'InvalidVolume.NotFound', "The volume 'vol-0123456789abcdef0' does not exist"],
  ['i-nothex', 'InvalidInstanceID.Malformed', 'Invalid id: "i-nothex" (expecting "i-...")'],
  ['lic-0123', 'InvalidID', "The ID 'lic-0123' is not valid"],
] as const)
  test(`nothing is tagged when one of the resources is ${id}: ${code}`, async () => {
    const request = { Resources: [imageId, id], Tags: [{ Key: 'a', Value: '1' }] };
    await assert.rejects(createTags.handle(request, by()), { code, message });
    assert.deepEqual(await tagsOf(imageId), {});
    await assert.rejects(deleteTags.handle({ Resources: [id] }, by()), { code });
  });

test('a public image cannot be tagged', async () => {
  const request = { Resources: [publicImages('us-east-1')[0]!.id], Tags: [{ Key: 'a', Value: '1' }] };
  await assert.rejects(createTags.handle(request, by()), { code: 'UnsupportedOperation' });
});

test('a resource has fifty tags at the most, counted over requests', async () => {
  const fifty = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
  await createTags.handle({ Resources: [imageId], Tags: fifty }, by());
  await createTags.handle({ Resources: [imageId], Tags: fifty.slice(0, 1) }, by());
  const more = { Resources: [launchTemplateId, imageId], Tags: [{ Key: 'one more', Value: '' }] };
  await assert.rejects(createTags.handle(more, by()), { code: 'TagLimitExceeded' });
  assert.deepEqual(await tagsOf(launchTemplateId), {});
});

for (const [what, tags, message] of [
  ["AWS's own key", [{ Key: 'aws:name', Value: '' }], /Tag keys starting with 'aws:' are reserved for internal use/],
  [
    'a key given twice',
    [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
    /^Duplicate tag key 'a' specified\.$/,
  ],
  ['a key that is too long', [{ Key: 'k'.repeat(129), Value: '' }], /maximum length of 128 characters/],
  ['a value that is too long', [{ Key: 'k', Value: 'v'.repeat(257) }], /maximum length of 256 characters/],
  ['an empty key', [{ Key: '', Value: '' }], /Tag key/],
  ['no value', [{ Key: 'k' }], /^Tag value cannot be null\. Use empty string instead\.$/],
] as const)
  test(`${what} is refused`, async () => {
    const refusal = { code: 'InvalidParameterValue', message };
    await assert.rejects(createTags.handle({ Resources: [imageId], Tags: [...tags] }, by()), refusal);
    assert.throws(() => tagsFor([{ ResourceType: 'instance', Tags: [...tags] }], 'instance'), refusal);
  });

test('the longest key and value are accepted, counted in characters', () => {
  const tag = { Key: '😀'.repeat(128), Value: '😀'.repeat(256) };
  assert.deepEqual(tagsFor([{ ResourceType: 'image', Tags: [tag] }], 'image'), { [tag.Key]: tag.Value });
});

test('tag specifications are of the resource that is created, or of what is created along', () => {
  const Tags = [{ Key: 'a', Value: '1' }];
  assert.deepEqual(tagsFor(undefined, 'instance'), {});
  assert.deepEqual(
    tagsFor(
      [
        { ResourceType: 'volume', Tags },
        { ResourceType: 'instance', Tags },
      ],
      'instance',
    ),
    { a: '1' },
  );
  assert.deepEqual(tagsFor([{ ResourceType: 'volume', Tags }], 'instance'), {});
  assert.throws(() => tagsFor([{ ResourceType: 'instance', Tags }], 'launch-template'), {
    code: 'InvalidParameterValue',
    message: "'instance' is not a valid taggable resource type for this operation.",
  });
  for (const wrong of [
    [{ Tags }],
    [{ ResourceType: 'image' as const }],
    [
      { ResourceType: 'image' as const, Tags },
      { ResourceType: 'image' as const, Tags },
    ],
  ])
    assert.throws(() => tagsFor(wrong, 'image'), { code: 'InvalidParameterValue' });
});

test('an account, and a Region, see and change only their own tags', async () => {
  await createTags.handle({ Resources: [imageId], Tags: [{ Key: 'a', Value: '1' }] }, by());
  for (const stranger of [by({ accountId: OTHER }), by({ region: 'eu-west-1' })]) {
    assert.deepEqual(await tagsOf(imageId, stranger), {});
    await assert.rejects(deleteTags.handle({ Resources: [imageId] }, stranger), { code: 'InvalidAMIID.NotFound' });
    const request = { Resources: [imageId], Tags: [{ Key: 'a', Value: '2' }] };
    await assert.rejects(createTags.handle(request, stranger), { code: 'InvalidAMIID.NotFound' });
  }
  assert.deepEqual(await tagsOf(imageId), { a: '1' });
});

test('tags are filtered by key, value, resource type and tag:KEY, and those of licenses are not shown', async () => {
  const context = by({ region: 'eu-central-1' });
  const { ImageId: id } = await registerImage.handle({ Name: 'filtered' }, context);
  await createTags.handle(
    {
      Resources: [id!],
      Tags: [
        { Key: 'Owner', Value: 'x' },
        { Key: 'Stage', Value: 'test' },
      ],
    },
    context,
  );
  const resource = { accountId: ACCOUNT, region: 'eu-central-1', resourceType: 'license-configuration' };
  await db
    .transaction()
    .execute((trx) => putTags(trx, [{ ...resource, resourceId: 'lic-1', key: 'Owner', value: 'x' }]));
  const keysBy = async (Name: string, ...Values: string[]) => {
    const { Tags } = await describeTags.handle({ Filters: [{ Name, Values }] }, context);
    return Tags!.map((tag) => tag.Key);
  };
  assert.deepEqual(await keysBy('key', 'Ow*'), ['Owner']);
  assert.deepEqual(await keysBy('value', 'test'), ['Stage']);
  assert.deepEqual(await keysBy('tag:Owner', 'x'), ['Owner']);
  assert.deepEqual(await keysBy('tag:Owner', 'y'), []);
  assert.deepEqual(await keysBy('resource-type', 'image'), ['Owner', 'Stage']);
  assert.deepEqual(await keysBy('resource-type', 'license-configuration'), []);
  assert.deepEqual(await keysBy('resource-id', 'lic-1'), []);
});

test('pages of tags neither repeat nor leave out any while others come', async () => {
  const context = by({ region: 'eu-north-1' });
  const { ImageId: id } = await registerImage.handle({ Name: 'paged' }, context);
  const tagsNamed = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({ Key: `${prefix}${i}`, Value: '' }));
  await createTags.handle({ Resources: [id!], Tags: tagsNamed('k', 9) }, context);
  const first = await describeTags.handle({ MaxResults: 5 }, context);
  await createTags.handle({ Resources: [id!], Tags: tagsNamed('a', 3) }, context);
  const second = await describeTags.handle({ MaxResults: 5, NextToken: first.NextToken }, context);
  assert.deepEqual(
    [...first.Tags!, ...second.Tags!].map((tag) => tag.Key),
    tagsNamed('k', 9).map((tag) => tag.Key),
  );
  assert.equal(second.NextToken, undefined);
  await assert.rejects(describeTags.handle({ NextToken: 'bad' }, context), { code: 'InvalidParameterValue' });
});

test('a change of tags leaves an audit event with the ARNs of the resources', async () => {
  const context = by();
  await createTags.handle({ Resources: [imageId, launchTemplateId], Tags: [{ Key: 'a', Value: '1' }] }, context);
  const event = await db
    .selectFrom('audit_event')
    .selectAll()
    .where('record', 'like', `%"requestID":"${context.requestId}"%`)
    .executeTakeFirstOrThrow();
  assert.deepEqual(event.resources, [
    `arn:aws:ec2:us-east-1::image/${imageId}`,
    `arn:aws:ec2:us-east-1:${ACCOUNT}:launch-template/${launchTemplateId}`,
  ]);
});
