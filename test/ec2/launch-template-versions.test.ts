import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLaunchTemplate } from '../../src/operations/ec2/launch-templates/create-launch-template.ts';
import { createLaunchTemplateVersion } from '../../src/operations/ec2/launch-templates/create-launch-template-version.ts';
import { deleteLaunchTemplateVersions } from '../../src/operations/ec2/launch-templates/delete-launch-template-versions.ts';
import { describeLaunchTemplateVersions } from '../../src/operations/ec2/launch-templates/describe-launch-template-versions.ts';
import { launchTemplateFault } from '../../src/operations/ec2/launch-templates/launch-template-faults.ts';
import { modifyLaunchTemplate } from '../../src/operations/ec2/launch-templates/modify-launch-template.ts';
import { findLaunchTemplateVersion } from '../../src/views/ec2/launch-templates.ts';
import { ABSENT, LICENSE, launchTemplateWorld } from './launch-template-world.ts';

const { db, by, givenTemplate } = await launchTemplateWorld();

const versionsOf = async (request: Parameters<typeof describeLaunchTemplateVersions.handle>[0]) =>
  (await describeLaunchTemplateVersions.handle(request, by())).LaunchTemplateVersions!.map((v) => v.VersionNumber);

test('a version takes over what its source has and it does not give itself', async () => {
  const { id } = await givenTemplate({ InstanceType: 't3.micro', KeyName: 'k' }, { InstanceType: 'm5.large' });
  const create = async (SourceVersion?: string) => {
    const request = { LaunchTemplateId: id, SourceVersion, LaunchTemplateData: { InstanceType: 'c5.large' as const } };
    return (await createLaunchTemplateVersion.handle(request, by())).LaunchTemplateVersion!.LaunchTemplateData;
  };
  assert.deepEqual(await create('$Default'), { InstanceType: 'c5.large', KeyName: 'k' });
  assert.deepEqual(await create('2'), { InstanceType: 'c5.large' });
  assert.deepEqual(await create(), { InstanceType: 'c5.large' });
  await assert.rejects(create('99'), { code: 'InvalidLaunchTemplateId.VersionNotFound' });
});

test('versions that are created at once get numbers of their own', async () => {
  const { id } = await givenTemplate();
  const request = { LaunchTemplateId: id, LaunchTemplateData: {} };
  const created = await Promise.all(Array.from({ length: 8 }, () => createLaunchTemplateVersion.handle(request, by())));
  const numbers = created.map(({ LaunchTemplateVersion: version }) => version!.VersionNumber!).sort((a, b) => a - b);
  assert.deepEqual(numbers, [2, 3, 4, 5, 6, 7, 8, 9]);
});

test('versions are described by number, alias and range, the newest first', async () => {
  const { id, name } = await givenTemplate({}, {}, {}, {});
  assert.deepEqual(await versionsOf({ LaunchTemplateName: name }), [4, 3, 2, 1]);
  assert.deepEqual(await versionsOf({ LaunchTemplateId: id, Versions: ['$Default', '$Latest', '2'] }), [4, 2, 1]);
  assert.deepEqual(await versionsOf({ LaunchTemplateId: id, MinVersion: '2', MaxVersion: '3' }), [3, 2]);
  await assert.rejects(versionsOf({ LaunchTemplateId: id, Versions: ['9'] }), {
    code: 'InvalidLaunchTemplateId.VersionNotFound',
    message: `Could not find the specified version 9 for the launch template with ID ${id}.`,
  });
  await assert.rejects(versionsOf({ LaunchTemplateId: id, Versions: ['first'] }), { code: 'InvalidParameterValue' });
});

test('of all launch templates, the latest and the default versions can be described', async () => {
  const region = 'ap-south-1';
  const context = by({ region });
  for (const LaunchTemplateName of ['one', 'two']) {
    const { LaunchTemplate } = await createLaunchTemplate.handle(
      { LaunchTemplateName, LaunchTemplateData: {} },
      by({ region }),
    );
    const LaunchTemplateId = LaunchTemplate!.LaunchTemplateId;
    await createLaunchTemplateVersion.handle({ LaunchTemplateId, LaunchTemplateData: {} }, by({ region }));
  }
  const described = async (...Versions: string[]) => {
    const { LaunchTemplateVersions } = await describeLaunchTemplateVersions.handle({ Versions }, context);
    return LaunchTemplateVersions!.map((version) => `${version.LaunchTemplateName} ${version.VersionNumber}`);
  };
  assert.deepEqual(await described('$Latest'), ['one 2', 'two 2']);
  assert.deepEqual(await described('$Default'), ['one 1', 'two 1']);
  assert.deepEqual(await described('$Latest', '$Default'), ['one 2', 'one 1', 'two 2', 'two 1']);
  const message =
    /^To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘\$Latest’, ‘\$Default’, or both, and omit/;
  await assert.rejects(described(), { code: 'MissingParameter', message });
  await assert.rejects(described('$Latest', '1'), { code: 'InvalidParameterValue', message });
});

test('versions are filtered by license and by other parameters', async () => {
  const { id } = await givenTemplate(
    { InstanceType: 't3.micro' },
    { LicenseSpecifications: [{ LicenseConfigurationArn: LICENSE }] },
  );
  const filtered = (Name: string, value: string) =>
    versionsOf({ LaunchTemplateId: id, Filters: [{ Name, Values: [value] }] });
  assert.deepEqual(await filtered('license-configuration-arn', LICENSE), [2]);
  assert.deepEqual(await filtered('instance-type', 't3.*'), [1]);
  assert.deepEqual(await filtered('is-default-version', 'true'), [1]);
  await assert.rejects(filtered('colour', 'red'), { code: 'InvalidParameterValue' });
});

test('pages go on where they ended while versions come', async () => {
  const { id } = await givenTemplate({}, {}, {}, {});
  const page = (NextToken?: string) =>
    describeLaunchTemplateVersions.handle({ LaunchTemplateId: id, MaxResults: 3, NextToken }, by());
  const first = await page();
  await createLaunchTemplateVersion.handle({ LaunchTemplateId: id, LaunchTemplateData: {} }, by());
  const second = await page(first.NextToken);
  const numbers = [first, second].map((p) => p.LaunchTemplateVersions!.map((version) => version.VersionNumber));
  assert.deepEqual(numbers, [[4, 3, 2], [1]]);
});

test('the default version is set, to one that is there', async () => {
  const { id, name } = await givenTemplate({}, {});
  const { LaunchTemplate: modified } = await modifyLaunchTemplate.handle(
    { LaunchTemplateId: id, DefaultVersion: '2' },
    by(),
  );
  assert.equal(modified!.DefaultVersionNumber, 2);
  assert.deepEqual(await versionsOf({ LaunchTemplateId: id, Versions: ['$Default'] }), [2]);
  await assert.rejects(modifyLaunchTemplate.handle({ LaunchTemplateName: name, DefaultVersion: '3' }, by()), {
    code: 'InvalidLaunchTemplateId.VersionNotFound',
    message: 'The launch template version 3 is not found for the specified launch template.',
  });
  await assert.rejects(
    modifyLaunchTemplate.handle({ LaunchTemplateId: id, LaunchTemplateName: name, DefaultVersion: '2' }, by()),
    {
      code: 'InvalidParameterCombination',
      message: 'Either provide launch template ID or launch template name to modify the template.',
    },
  );
  await assert.rejects(modifyLaunchTemplate.handle({ DefaultVersion: '2' }, by()), { kind: 'MissingMember' });
  await assert.rejects(modifyLaunchTemplate.handle({ LaunchTemplateId: id }, by()), { kind: 'MissingMember' });
});

test('versions are deleted but the default one, and their numbers are not given again', async () => {
  const { id } = await givenTemplate({}, {}, {});
  const result = await deleteLaunchTemplateVersions.handle({ LaunchTemplateId: id, Versions: ['1', '3', '9'] }, by());
  assert.deepEqual(
    result.SuccessfullyDeletedLaunchTemplateVersions!.map((item) => item.VersionNumber),
    [3],
  );
  const errors = result.UnsuccessfullyDeletedLaunchTemplateVersions!.map((item) => [
    item.VersionNumber,
    item.ResponseError!.Code,
  ]);
  assert.deepEqual(errors, [
    [1, 'unexpectedError'],
    [9, 'launchTemplateVersionDoesNotExist'],
  ]);
  assert.deepEqual(await versionsOf({ LaunchTemplateId: id, Versions: ['$Latest'] }), [2]);
  const created = await createLaunchTemplateVersion.handle({ LaunchTemplateId: id, LaunchTemplateData: {} }, by());
  assert.equal(created.LaunchTemplateVersion!.VersionNumber, 4);
});

test('a launch finds the version it names, by id or name: a number, an alias, or the default one', async () => {
  const { id, name } = await givenTemplate({ KeyName: 'one' }, { KeyName: 'two' });
  const find = (version?: string, ref: object = { launchTemplateId: id }) =>
    findLaunchTemplateVersion(db, by(), { ...ref, version });
  const one = { ok: true, launchTemplateId: id, launchTemplateName: name, version: 1, data: { KeyName: 'one' } };
  const two = { ...one, version: 2, data: { KeyName: 'two' } };
  assert.deepEqual(await find(), one);
  assert.deepEqual(await find('$Default', { launchTemplateName: name }), one);
  assert.deepEqual(await find('$Latest'), two);
  assert.deepEqual(await find('2', { launchTemplateName: name }), two);
  assert.deepEqual(await find('3'), { ok: false, kind: 'version-not-found', launchTemplateId: id, version: '3' });
  assert.deepEqual(await find('1', { launchTemplateName: 'absent' }), {
    ok: false,
    kind: 'template-name-not-found',
    launchTemplateName: 'absent',
  });
  assert.deepEqual(await find('1', { launchTemplateId: ABSENT }), {
    ok: false,
    kind: 'template-id-not-found',
    launchTemplateId: ABSENT,
  });
  for (const text of ['99999999999999999999', '0', '-1', 'x']) assert.equal((await find(text)).ok, false);
  assert.throws(
    () => {
      throw launchTemplateFault({ ok: false, kind: 'version-not-found', launchTemplateId: id, version: 'x' });
    },
    { code: 'InvalidParameterValue' },
  );
});

test('a number that no version can have is not found', async () => {
  const { id: LaunchTemplateId } = await givenTemplate();
  const large = '9'.repeat(15);
  const notFound = { code: 'InvalidLaunchTemplateId.VersionNotFound' };
  await assert.rejects(versionsOf({ LaunchTemplateId, Versions: [large] }), notFound);
  await assert.rejects(modifyLaunchTemplate.handle({ LaunchTemplateId, DefaultVersion: large }, by()), notFound);
  const { UnsuccessfullyDeletedLaunchTemplateVersions: kept } = await deleteLaunchTemplateVersions.handle(
    { LaunchTemplateId, Versions: [large] },
    by(),
  );
  assert.equal(kept![0]!.VersionNumber, Number(large));
  await assert.rejects(versionsOf({ LaunchTemplateId, Versions: [`${large}9`] }), { code: 'InvalidParameterValue' });
});

test('versions are listed page by page, of one template and of all', async () => {
  const { id, name } = await givenTemplate({}, {}, {}, {}, {});
  const region = 'eu-west-3';
  for (const LaunchTemplateName of ['aaa', 'bbb', 'ccc']) {
    const made = await createLaunchTemplate.handle({ LaunchTemplateName, LaunchTemplateData: {} }, by({ region }));
    const { LaunchTemplateId } = made.LaunchTemplate!;
    if (LaunchTemplateName !== 'bbb')
      await createLaunchTemplateVersion.handle({ LaunchTemplateId, LaunchTemplateData: {} }, by({ region }));
  }
  const pagesOf = async (request: object, as: object, MaxResults: number) => {
    const pages: string[][] = [];
    for (let NextToken: string | undefined; pages.length === 0 || NextToken; ) {
      const asked = { ...request, MaxResults, NextToken };
      const page: Awaited<ReturnType<typeof describeLaunchTemplateVersions.handle>> =
        await describeLaunchTemplateVersions.handle(asked, by(as));
      pages.push(page.LaunchTemplateVersions!.map((one) => `${one.VersionNumber} ${one.LaunchTemplateName}`));
      NextToken = page.NextToken;
    }
    return pages;
  };
  const named = (page: number[]) => page.map((version) => `${version} ${name}`);
  assert.deepEqual(await pagesOf({ LaunchTemplateId: id }, {}, 2), [[5, 4], [3, 2], [1]].map(named));
  assert.deepEqual(
    await pagesOf({ LaunchTemplateId: id, MinVersion: '2', MaxVersion: '4' }, {}, 2),
    [[4, 3], [2]].map(named),
  );
  const all = { Versions: ['$Latest', '$Default'] };
  for (const size of [1, 2, 3])
    assert.deepEqual((await pagesOf(all, { region }, size)).flat(), ['2 aaa', '1 aaa', '1 bbb', '2 ccc', '1 ccc']);
  assert.deepEqual((await pagesOf({ Versions: ['$Default'] }, { region }, 1)).flat(), ['1 aaa', '1 bbb', '1 ccc']);
});
