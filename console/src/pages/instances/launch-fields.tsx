import type { Tenancy } from '@aws-sdk/client-ec2';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ImageSelect } from '../images/image-select.tsx';
import { TemplateSelect } from '../launch-templates/template-select.tsx';
import type { LaunchDraft } from './launch-draft.ts';

interface LaunchFieldsProps {
  readonly draft: LaunchDraft;
  readonly onChange: (change: Partial<LaunchDraft>) => void;
}

const TENANCIES = [
  { value: 'default', label: 'Shared' },
  { value: 'dedicated', label: 'Dedicated Instance' },
  { value: 'host', label: 'Dedicated Host' },
];

export function LaunchFields({ draft, onChange }: LaunchFieldsProps) {
  const ofTemplate = draft.from === 'template';
  return (
    <SpaceBetween size="l">
      <SegmentedControl
        label="Launch from"
        selectedId={draft.from}
        options={[
          { id: 'image', text: 'AMI' },
          { id: 'template', text: 'Launch template' },
        ]}
        onChange={({ detail }) => onChange({ from: detail.selectedId as LaunchDraft['from'] })}
      />
      {ofTemplate ? (
        <TemplateSelect
          value={draft.templateId}
          onChange={(templateId) => onChange({ templateId, instanceType: '' })}
        />
      ) : (
        <ImageSelect value={draft.imageId} onChange={(imageId) => onChange({ imageId })} />
      )}
      <FormField label="Instance type">
        <Input
          value={draft.instanceType}
          placeholder={ofTemplate ? 'That of the template' : 'm5.large'}
          onChange={({ detail }) => onChange({ instanceType: detail.value.trim() })}
        />
      </FormField>
      <FormField label="Number of instances">
        <Input value={draft.count} inputMode="numeric" onChange={({ detail }) => onChange({ count: detail.value })} />
      </FormField>
      <TenancyFields {...{ draft, onChange }} />
      <FormField label="Name (optional)">
        <Input value={draft.name} onChange={({ detail }) => onChange({ name: detail.value })} />
      </FormField>
    </SpaceBetween>
  );
}

function TenancyFields({ draft, onChange }: LaunchFieldsProps) {
  return (
    <SpaceBetween size="l">
      <FormField label="Tenancy">
        <Select
          selectedOption={TENANCIES.find(({ value }) => value === draft.tenancy) ?? null}
          options={TENANCIES}
          onChange={({ detail }) => onChange({ tenancy: detail.selectedOption.value as Tenancy })}
        />
      </FormField>
      {draft.tenancy === 'host' && (
        <FormField label="Dedicated Host (optional)" description="Without one, a host with auto-placement is taken.">
          <Input
            value={draft.hostId}
            placeholder="h-…"
            onChange={({ detail }) => onChange({ hostId: detail.value.trim() })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
