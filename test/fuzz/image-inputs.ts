import { randomUUID } from 'node:crypto';
import { machineToImport, type TaskWorld } from './task-world.ts';

/** What requests about images and launch templates name. */
interface ImageWorld extends TaskWorld {
  readonly licenseArn: string;
  readonly imageId: string;
  readonly spareImageId: string;
  readonly instanceId: string;
  readonly templateId: string;
  readonly spareTemplateId: string;
}

const unique = () => `fuzz-${randomUUID()}`;

export const imageInputs: Readonly<Record<string, (world: ImageWorld) => Record<string, unknown>>> = {
  RegisterImage: () => ({ Name: unique(), Architecture: 'x86_64', RootDeviceName: '/dev/sda1' }),
  DescribeImages: () => ({ Owners: ['self'], Filters: [{ Name: 'name', Values: ['fuzz-*'] }], MaxResults: 5 }),
  DeregisterImage: ({ spareImageId }) => ({ ImageId: spareImageId }),
  CreateImage: ({ instanceId }) => ({ InstanceId: instanceId, Name: unique(), NoReboot: true }),
  CopyImage: ({ imageId }) => ({
    SourceImageId: imageId,
    SourceRegion: 'us-east-1',
    Name: unique(),
    ClientToken: unique(),
  }),
  ImportImage: ({ licenseArn }) => ({
    ...machineToImport,
    Platform: 'Windows',
    LicenseType: 'BYOL',
    ClientToken: unique(),
    LicenseSpecifications: [{ LicenseConfigurationArn: licenseArn }],
    TagSpecifications: [{ ResourceType: 'import-image-task', Tags: [{ Key: 'a', Value: 'b' }] }],
  }),
  DescribeImportImageTasks: ({ importTaskId }) => ({
    ImportTaskIds: [importTaskId],
    Filters: [{ Name: 'task-state', Values: ['active'] }],
  }),
  CancelImportTask: ({ spareImportTaskId }) => ({ ImportTaskId: spareImportTaskId, CancelReason: 'x' }),
  CreateLaunchTemplate: ({ imageId }) => ({
    LaunchTemplateName: unique(),
    LaunchTemplateData: { ImageId: imageId, InstanceType: 't3.micro' },
  }),
  CreateLaunchTemplateVersion: ({ templateId }) => ({
    LaunchTemplateId: templateId,
    SourceVersion: '1',
    LaunchTemplateData: { InstanceType: 't3.small' },
  }),
  DescribeLaunchTemplates: () => ({ MaxResults: 5, Filters: [{ Name: 'launch-template-name', Values: ['fuzz*'] }] }),
  DescribeLaunchTemplateVersions: ({ templateId }) => ({
    LaunchTemplateId: templateId,
    MinVersion: '1',
    MaxResults: 5,
  }),
  ModifyLaunchTemplate: ({ templateId }) => ({ LaunchTemplateId: templateId, DefaultVersion: '1' }),
  DeleteLaunchTemplateVersions: ({ spareTemplateId }) => ({ LaunchTemplateId: spareTemplateId, Versions: ['2'] }),
  DeleteLaunchTemplate: ({ spareTemplateId }) => ({ LaunchTemplateId: spareTemplateId }),
};
