import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyTwice, orGone, type Resource, tagsOf, team } from './apply-twice.ts';
import { licenseManager, resourceGroups, uniqueName } from './clients.ts';
import { givenImage, hostGroupConfiguration, imageArn } from './given.ts';

// Terraform's resources of License Manager and Resource Groups, applied twice without a difference.

const associationOf = (ResourceArn: string): Resource<{ license: string }> => ({
  create: async ({ license }) => {
    const AddLicenseSpecifications = [{ LicenseConfigurationArn: license }];
    await licenseManager.updateLicenseSpecificationsForResource({ ResourceArn, AddLicenseSpecifications });
    return license;
  },
  read: async (id) => {
    const { LicenseSpecifications } = await licenseManager.listLicenseSpecificationsForResource({ ResourceArn });
    const found = LicenseSpecifications!.find(({ LicenseConfigurationArn: arn }) => arn === id);
    return found && { license: found.LicenseConfigurationArn! };
  },
  destroy: (id) => {
    const RemoveLicenseSpecifications = [{ LicenseConfigurationArn: id }];
    return licenseManager.updateLicenseSpecificationsForResource({ ResourceArn, RemoveLicenseSpecifications });
  },
});

test('aws_licensemanager_license_configuration and its association have no difference', async () => {
  const ResourceArn = imageArn(await givenImage());
  type Asked = { description: string; count: number; hard: boolean; rules: string[]; team: string };
  const license: Resource<Asked> = {
    create: async ({ description, count, hard, rules, ...asked }) => {
      const { LicenseConfigurationArn } = await licenseManager.createLicenseConfiguration({
        Name: uniqueName('terraform'),
        Description: description,
        LicenseCount: count,
        LicenseCountHardLimit: hard,
        LicenseCountingType: 'vCPU',
        LicenseRules: rules,
        Tags: tagsOf(asked.team),
      });
      return LicenseConfigurationArn!;
    },
    read: async (LicenseConfigurationArn) => {
      const reading = licenseManager.getLicenseConfiguration({ LicenseConfigurationArn });
      const found = await orGone(reading, 'InvalidParameterValueException');
      if (!found) return undefined;
      const { Tags } = await licenseManager.listTagsForResource({ ResourceArn: LicenseConfigurationArn });
      const { Description, LicenseCount, LicenseCountHardLimit, LicenseRules } = found;
      const limit = { count: LicenseCount!, hard: LicenseCountHardLimit! };
      return { description: Description!, ...limit, rules: LicenseRules!, team: team(Tags) };
    },
    update: async (arn, { description, count, hard, ...asked }) => {
      await licenseManager.updateLicenseConfiguration({
        LicenseConfigurationArn: arn,
        Description: description,
        LicenseCount: count,
        LicenseCountHardLimit: hard,
      });
      await licenseManager.tagResource({ ResourceArn: arn, Tags: tagsOf(asked.team) });
      await applyTwice(associationOf(ResourceArn), { license: arn });
    },
    destroy: (arn) => licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn: arn }),
  };
  const first = { description: 'SQL', count: 64, hard: true, rules: ['#minimumVcpus=2'], team: 'licenses' };
  await applyTwice(license, first, { ...first, description: 'SQL Server', count: 128, hard: false, team: 'audit' });
});

test('aws_resourcegroups_group of hosts has no difference', async () => {
  type Asked = { description: string; families: string[]; team: string };
  const configuration = ({ families }: Asked) =>
    hostGroupConfiguration({ 'allowed-host-families': families, 'any-host-based-license-configuration': ['true'] });
  const group: Resource<Asked> = {
    create: async (asked) => {
      const { Group } = await resourceGroups.createGroup({
        Name: uniqueName('terraform'),
        Description: asked.description,
        Configuration: configuration(asked),
        Tags: { team: asked.team },
      });
      return Group!.Name!;
    },
    read: async (GroupName) => {
      const found = await orGone(resourceGroups.getGroup({ GroupName }), 'NotFoundException');
      if (!found) return undefined;
      const { GroupConfiguration } = await resourceGroups.getGroupConfiguration({ Group: GroupName });
      const [hosts] = GroupConfiguration!.Configuration!;
      const families = hosts!.Parameters!.find(({ Name }) => Name === 'allowed-host-families')!.Values!;
      const { Tags } = await resourceGroups.getTags({ Arn: found.Group!.GroupArn! });
      const state = { description: found.Group!.Description!, families, team: Tags!['team']! };
      assert.deepEqual(GroupConfiguration!.Configuration, configuration(state));
      return state;
    },
    update: async (GroupName, asked) => {
      await resourceGroups.updateGroup({ GroupName, Description: asked.description });
      await resourceGroups.putGroupConfiguration({ Group: GroupName, Configuration: configuration(asked) });
      const { Group } = await resourceGroups.getGroup({ GroupName });
      await resourceGroups.tag({ Arn: Group!.GroupArn!, Tags: { team: asked.team } });
    },
    destroy: (GroupName) => resourceGroups.deleteGroup({ GroupName }),
  };
  const first = { description: 'hosts', families: ['m5'], team: 'licenses' };
  await applyTwice(group, first, { description: 'more hosts', families: ['m5', 'c5'], team: 'audit' });
});
