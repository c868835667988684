import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { RequestContext } from '../../src/operation.ts';
import { licenseArnsOf } from '../../src/operations/ec2/instances/license-specifications.ts';
import { createLaunchTemplate } from '../../src/operations/ec2/launch-templates/create-launch-template.ts';
import { createLaunchTemplateVersion } from '../../src/operations/ec2/launch-templates/create-launch-template-version.ts';
import { deleteLaunchTemplate } from '../../src/operations/ec2/launch-templates/delete-launch-template.ts';
import { describeLaunchTemplateVersions } from '../../src/operations/ec2/launch-templates/describe-launch-template-versions.ts';
import { describeLaunchTemplates } from '../../src/operations/ec2/launch-templates/describe-launch-templates.ts';
import { modifyLaunchTemplate } from '../../src/operations/ec2/launch-templates/modify-launch-template.ts';
import { createTags } from '../../src/operations/ec2/tags/create-tags.ts';
import { findLaunchTemplateVersion } from '../../src/views/ec2/launch-templates.ts';
import { readTags } from '../../src/views/ec2/tags.ts';
import { ABSENT, LICENSE, launchTemplateWorld } from './launch-template-world.ts';
import { ACCOUNT, OTHER } from './two-accounts.ts';

const { db, by, givenTemplate } = await launchTemplateWorld();

test('a launch template is created with its first version, and described', async () => {
  const context = by();
  const { LaunchTemplate: created } = await createLaunchTemplate.handle(
    {
      LaunchTemplateName: 'web/server_(1).0-x',
      VersionDescription: 'first',
      LaunchTemplateData: { InstanceType: 't3.micro' },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'a', Value: '1' }] }],
    },
    context,
  );
  assert.match(created!.LaunchTemplateId!, /^lt-[0-9a-f]{17}$/);
  assert.deepEqual(created, {
    LaunchTemplateId: created!.LaunchTemplateId,
    LaunchTemplateName: 'web/server_(1).0-x',
    CreateTime: context.now,
    CreatedBy: `arn:aws:iam::${ACCOUNT}:root`,
    DefaultVersionNumber: 1,
    LatestVersionNumber: 1,
    Tags: [{ Key: 'a', Value: '1' }],
  });
  const byTag = { Filters: [{ Name: 'tag:a', Values: ['1'] }] };
  assert.deepEqual((await describeLaunchTemplates.handle(byTag, by())).LaunchTemplates, [created]);
  const { LaunchTemplateVersions } = await describeLaunchTemplateVersions.handle(
    { LaunchTemplateId: created!.LaunchTemplateId },
    by(),
  );
  assert.equal(LaunchTemplateVersions![0]!.VersionDescription, 'first');
  assert.equal(LaunchTemplateVersions![0]!.DefaultVersion, true);
});

test('all launch parameters come back as they were given', async () => {
  const data: RequestLaunchTemplateData = {
    ImageId: 'ami-0123456789abcdef0',
    InstanceType: 'm5.large',
    UserData: 'aGVsbG8=',
    LicenseSpecifications: [{ LicenseConfigurationArn: LICENSE }],
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 1 },
    Placement: { Tenancy: 'host', HostResourceGroupArn: 'arn:aws:resource-groups:us-east-1:111111111111:group/x' },
    NetworkInterfaces: [{ DeviceIndex: 0, NetworkCardIndex: 3, Ipv6Addresses: [{ Ipv6Address: '::1' }] }],
    InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { ValidUntil: new Date('2027-01-01T00:00:00Z') } },
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'k', Value: 'v' }] }],
    DisableApiStop: false,
  };
  const { id } = await givenTemplate(data);
  const { LaunchTemplateVersions: [version] = [] } = await describeLaunchTemplateVersions.handle(
    { LaunchTemplateId: id },
    by(),
  );
  assert.deepEqual(version!.LaunchTemplateData, data);
});

for (const name of ['ab', 'a'.repeat(129), 'with space', 'umläut'])
  test(`"${name.slice(0, 20)}" is no name for a launch template`, async () => {
    const request = { LaunchTemplateName: name, LaunchTemplateData: {} };
    await assert.rejects(createLaunchTemplate.handle(request, by()), {
      code: 'InvalidLaunchTemplateName.MalformedException',
    });
  });

test('a name is taken in its account and Region only', async () => {
  const { name } = await givenTemplate();
  const request = { LaunchTemplateName: name, LaunchTemplateData: {} };
  await assert.rejects(createLaunchTemplate.handle(request, by()), {
    code: 'InvalidLaunchTemplateName.AlreadyExistsException',
    message: 'Launch template name already in use.',
  });
  await createLaunchTemplate.handle(request, by({ accountId: OTHER }));
  await createLaunchTemplate.handle(request, by({ region: 'eu-west-1' }));
});

test('of many who want one name at once, one gets it', async () => {
  const request = { LaunchTemplateName: 'wanted', LaunchTemplateData: {} };
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => createLaunchTemplate.handle(request, by())));
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
});

test('a license ARN that is none is refused when the template is created; whether the license exists is not asked', async () => {
  const dataOf = (LicenseConfigurationArn: string) => ({ LicenseSpecifications: [{ LicenseConfigurationArn }] });
  const { id } = await givenTemplate(dataOf(LICENSE));
  const malformed = {
    code: 'InvalidLicenseConfigurationId.Malformed',
    message:
      'The ARN ‘lic-1’ is not valid. The expected format is arn:aws:license-manager:us-east-1:<account-id>:license-configuration:<license-configuration-id>.',
  };
  await assert.rejects(
    createLaunchTemplate.handle({ LaunchTemplateName: 'bad', LaunchTemplateData: dataOf('lic-1') }, by()),
    malformed,
  );
  await assert.rejects(
    createLaunchTemplateVersion.handle({ LaunchTemplateId: id, LaunchTemplateData: dataOf('lic-1') }, by()),
    malformed,
  );
  assert.throws(() => licenseArnsOf([{}], by()), { kind: 'MissingMember' });
  assert.deepEqual(
    licenseArnsOf([...dataOf(LICENSE).LicenseSpecifications, ...dataOf(LICENSE).LicenseSpecifications], by()),
    [LICENSE],
  );
});

test('user data that is not Base64 is refused', async () => {
  const request = { LaunchTemplateName: 'user-data', LaunchTemplateData: { UserData: '#!/bin/sh' } };
  await assert.rejects(createLaunchTemplate.handle(request, by()), { code: 'InvalidUserData.Malformed' });
});

test('a deleted launch template is gone with its versions and tags, and its name is free', async () => {
  const { id, name } = await givenTemplate({}, {});
  await createTags.handle({ Resources: [id], Tags: [{ Key: 'a', Value: '1' }] }, by());
  const { LaunchTemplate: deleted } = await deleteLaunchTemplate.handle({ LaunchTemplateName: name }, by());
  assert.equal(deleted!.LaunchTemplateId, id);
  assert.deepEqual(deleted!.Tags, [{ Key: 'a', Value: '1' }]);
  assert.equal((await readTags(db, [id])).size, 0);
  await assert.rejects(deleteLaunchTemplate.handle({ LaunchTemplateId: id }, by()), {
    code: 'InvalidLaunchTemplateId.NotFound',
    message: `The specified launch template, with template ID ${id}, does not exist.`,
  });
  await createLaunchTemplate.handle({ LaunchTemplateName: name, LaunchTemplateData: {} }, by());
});

test('a launch template that is not there is named as AWS does', async () => {
  const everywhere = [describeLaunchTemplateVersions, modifyLaunchTemplate, deleteLaunchTemplate] as readonly {
    handle: (request: object, context: RequestContext) => Promise<unknown>;
  }[];
  for (const { handle } of everywhere) {
    await assert.rejects(handle({ LaunchTemplateId: ABSENT, DefaultVersion: '1' }, by()), {
      code: 'InvalidLaunchTemplateId.NotFound',
    });
    await assert.rejects(handle({ LaunchTemplateId: 'lt-x', DefaultVersion: '1' }, by()), {
      code: 'InvalidLaunchTemplateId.Malformed',
    });
    await assert.rejects(handle({ LaunchTemplateName: 'absent', DefaultVersion: '1' }, by()), {
      code: 'InvalidLaunchTemplateName.NotFoundException',
      message: 'The specified launch template, with template name absent, does not exist.',
    });
  }
  const message = 'At least one of the launch templates specified in the request does not exist.';
  await assert.rejects(describeLaunchTemplates.handle({ LaunchTemplateIds: [ABSENT] }, by()), {
    code: 'InvalidLaunchTemplateId.NotFound',
    message,
  });
  await assert.rejects(describeLaunchTemplates.handle({ LaunchTemplateNames: ['absent'] }, by()), {
    code: 'InvalidLaunchTemplateName.NotFoundException',
    message,
  });
});

test('another account, and another Region, do not find a launch template', async () => {
  const { id, name } = await givenTemplate();
  for (const stranger of [by({ accountId: OTHER }), by({ region: 'eu-west-3' })]) {
    await assert.rejects(deleteLaunchTemplate.handle({ LaunchTemplateId: id }, stranger), {
      code: 'InvalidLaunchTemplateId.NotFound',
    });
    const { LaunchTemplates } = await describeLaunchTemplates.handle({}, stranger);
    assert.ok(!LaunchTemplates!.some((template) => template.LaunchTemplateId === id));
    assert.equal((await findLaunchTemplateVersion(db, stranger, { launchTemplateName: name, version: '9' })).ok, false);
  }
});

test('the same token with the same input creates once, whoever comes first', async () => {
  const request = { LaunchTemplateName: 'once', LaunchTemplateData: { KeyName: 'k' }, ClientToken: 'token-1' };
  const created = await Promise.all(Array.from({ length: 4 }, () => createLaunchTemplate.handle(request, by())));
  const ids = new Set(created.map(({ LaunchTemplate: template }) => template!.LaunchTemplateId));
  assert.equal(ids.size, 1);
  await assert.rejects(createLaunchTemplate.handle({ ...request, LaunchTemplateName: 'twice' }, by()), {
    code: 'IdempotentParameterMismatch',
  });

  const next = { LaunchTemplateName: 'once', LaunchTemplateData: {}, ClientToken: 'token-1' };
  const context = by({ action: 'ec2:CreateLaunchTemplateVersion' });
  const versions = [
    await createLaunchTemplateVersion.handle(next, context),
    await createLaunchTemplateVersion.handle(next, context),
  ];
  assert.deepEqual(
    versions.map(({ LaunchTemplateVersion: version }) => version!.VersionNumber),
    [2, 2],
  );
  const events = await db
    .selectFrom('audit_event')
    .select('audit_event_id')
    .where('record', 'like', `%"requestID":"${context.requestId}"%`)
    .execute();
  assert.equal(events.length, 1);
});
