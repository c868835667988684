import { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { ImageSelect } from '../images/image-select.tsx';
import { LicenseMultiselect, type LicenseOption } from '../licenses/license-multiselect.tsx';

interface Draft {
  readonly name: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly licenses: readonly LicenseOption[];
}

const EMPTY: Draft = { name: '', imageId: '', instanceType: 'm5.large', licenses: [] };

export function CreateTemplate({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const notify = useNotify();
  const create = useAwsChange(createTemplate, (_output, { name }) => {
    notify.success(`${name} is created.`);
    onClose();
  });
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <Confirm
      title="Create launch template"
      verb="Create"
      busy={create.isPending}
      error={create.error}
      disabled={draft.name === '' || draft.imageId === ''}
      onConfirm={() => create.mutate(draft)}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Name">
          <Input value={draft.name} onChange={({ detail }) => set({ name: detail.value })} />
        </FormField>
        <ImageSelect value={draft.imageId} onChange={(imageId) => set({ imageId })} />
        <FormField label="Instance type">
          <Input value={draft.instanceType} onChange={({ detail }) => set({ instanceType: detail.value })} />
        </FormField>
        <FormField label="Licenses" description="Every launch from the template takes them.">
          <LicenseMultiselect
            chosen={draft.licenses}
            filteringType="auto"
            placeholder="None"
            onChange={(licenses) => set({ licenses })}
          />
        </FormField>
      </SpaceBetween>
    </Confirm>
  );
}

const createTemplate = (region: string, { name, imageId, instanceType, licenses }: Draft) =>
  ec2(region).send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: {
        ImageId: imageId,
        ...(instanceType && { InstanceType: instanceType as 'm5.large' }),
        LicenseSpecifications: licenses.map(({ value }) => ({ LicenseConfigurationArn: value })),
      },
    }),
  );
