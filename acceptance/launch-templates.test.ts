import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paginateDescribeLaunchTemplates, paginateDescribeLaunchTemplateVersions } from '@aws-sdk/client-ec2';
import { ec2, uniqueName } from './clients.ts';
import { givenImage, refused } from './given.ts';

async function givenTemplate(): Promise<string> {
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName: uniqueName('template'),
    LaunchTemplateData: { ImageId: await givenImage(), InstanceType: 't3.micro' },
  });
  return LaunchTemplate!.LaunchTemplateId!;
}

test('versions of a launch template are added, made the default, launched and deleted', async () => {
  const LaunchTemplateId = await givenTemplate();
  const { LaunchTemplateVersion: second } = await ec2.createLaunchTemplateVersion({
    LaunchTemplateId,
    SourceVersion: '1',
    VersionDescription: 'larger',
    LaunchTemplateData: { InstanceType: 't3.large' },
  });
  assert.equal(second!.VersionNumber, 2);

  const launchedType = async (Version?: string) => {
    const LaunchTemplate = { LaunchTemplateId, ...(Version && { Version }) };
    const { Instances } = await ec2.runInstances({ LaunchTemplate, MinCount: 1, MaxCount: 1 });
    return Instances![0]!.InstanceType;
  };
  assert.deepEqual([await launchedType(), await launchedType('$Latest')], ['t3.micro', 't3.large']);

  const { LaunchTemplate } = await ec2.modifyLaunchTemplate({ LaunchTemplateId, DefaultVersion: '2' });
  assert.deepEqual([LaunchTemplate!.DefaultVersionNumber, LaunchTemplate!.LatestVersionNumber], [2, 2]);
  assert.equal(await launchedType(), 't3.large');

  const deleted = await ec2.deleteLaunchTemplateVersions({ LaunchTemplateId, Versions: ['1', '2', '9'] });
  assert.deepEqual(
    deleted.SuccessfullyDeletedLaunchTemplateVersions!.map((one) => one.VersionNumber),
    [1],
  );
  assert.deepEqual(
    deleted.UnsuccessfullyDeletedLaunchTemplateVersions!.map((one) => one.VersionNumber),
    [2, 9],
  );

  await ec2.deleteLaunchTemplate({ LaunchTemplateId });
  const gone = ec2.describeLaunchTemplates({ LaunchTemplateIds: [LaunchTemplateId] });
  await refused(gone, 'InvalidLaunchTemplateId.NotFound');
});

test('launch templates and their versions are listed page by page', async () => {
  const ids = [await givenTemplate(), await givenTemplate(), await givenTemplate()];
  const found: string[] = [];
  const request = { LaunchTemplateIds: ids };
  for await (const page of paginateDescribeLaunchTemplates({ client: ec2, pageSize: 2 }, request))
    found.push(...page.LaunchTemplates!.map((template) => template.LaunchTemplateId!));
  assert.deepEqual(found.sort(), [...ids].sort());

  const [LaunchTemplateId] = ids;
  const LaunchTemplateData = { InstanceType: 't3.nano' } as const;
  await ec2.createLaunchTemplateVersion({ LaunchTemplateId, LaunchTemplateData });
  const versions: number[] = [];
  for await (const page of paginateDescribeLaunchTemplateVersions({ client: ec2, pageSize: 1 }, { LaunchTemplateId }))
    versions.push(...page.LaunchTemplateVersions!.map((version) => version.VersionNumber!));
  assert.deepEqual(versions, [2, 1]);
});

test('a launch template of a name is created once, and again with the same client token', async () => {
  const request = {
    LaunchTemplateName: uniqueName('template'),
    LaunchTemplateData: { InstanceType: 't3.micro' },
    ClientToken: uniqueName('token'),
  } as const;
  const [first, again] = [await ec2.createLaunchTemplate(request), await ec2.createLaunchTemplate(request)];
  assert.equal(first.LaunchTemplate!.LaunchTemplateId, again.LaunchTemplate!.LaunchTemplateId);
  const { ClientToken, ...withoutToken } = request;
  await refused(ec2.createLaunchTemplate(withoutToken), 'InvalidLaunchTemplateName.AlreadyExistsException');
});
