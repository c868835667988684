import type { RunInstancesCommandInput, Tenancy } from '@aws-sdk/client-ec2';

/** What is typed in the form of a launch. */
export interface LaunchDraft {
  readonly from: 'image' | 'template';
  readonly imageId: string;
  readonly templateId: string;
  /** With a template: empty for the template's own. */
  readonly instanceType: string;
  readonly count: string;
  readonly tenancy: Tenancy;
  readonly hostId: string;
  readonly name: string;
}

export const EMPTY_LAUNCH: LaunchDraft = {
  from: 'image',
  imageId: '',
  templateId: '',
  instanceType: 'm5.large',
  count: '1',
  tenancy: 'default',
  hostId: '',
  name: '',
};

/** Whether there is something to launch from. */
export const isComplete = ({ from, imageId, templateId }: LaunchDraft): boolean =>
  (from === 'image' ? imageId : templateId) !== '';

export function launchInput(draft: LaunchDraft): RunInstancesCommandInput {
  const { from, imageId, templateId, instanceType, tenancy, hostId, name } = draft;
  const count = Number(draft.count);
  return {
    ...(from === 'image' ? { ImageId: imageId } : { LaunchTemplate: { LaunchTemplateId: templateId } }),
    ...(instanceType && { InstanceType: instanceType as RunInstancesCommandInput['InstanceType'] }),
    MinCount: count,
    MaxCount: count,
    ...(tenancy !== 'default' && { Placement: { Tenancy: tenancy, ...(hostId && { HostId: hostId }) } }),
    ...(name && { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }] }),
  };
}
