import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import Tiles from '@cloudscape-design/components/tiles';
import { unitOf } from '../../../parts/usage.ts';
import type { FieldsProps } from './license-draft.ts';
import { COUNTING_TYPES, type CountingType } from './license-rules.ts';

/** What it is called, how it is counted, and how many there are. */
export function TermsFields({ draft, onChange, exists }: FieldsProps) {
  return (
    <Container header={<Header variant="h2">License</Header>}>
      <SpaceBetween size="l">
        <FormField label="Name">
          <Input value={draft.name} onChange={({ detail }) => onChange({ name: detail.value })} autoFocus />
        </FormField>
        <FormField label="Description (optional)">
          <Textarea
            value={draft.description}
            onChange={({ detail }) => onChange({ description: detail.value })}
            rows={2}
          />
        </FormField>
        <FormField
          label="License type"
          description={
            exists
              ? 'How a license is counted cannot be changed.'
              : 'What your agreement counts. It cannot be changed later.'
          }
        >
          <Tiles
            value={draft.countingType}
            onChange={({ detail }) => onChange({ countingType: detail.value as CountingType })}
            items={COUNTING_TYPES.map((type) => ({ ...type, disabled: exists && type.value !== draft.countingType }))}
            columns={2}
          />
        </FormField>
        <LimitFields {...{ draft, onChange }} />
      </SpaceBetween>
    </Container>
  );
}

function LimitFields({ draft, onChange }: Omit<FieldsProps, 'exists'>) {
  return (
    <SpaceBetween size="l">
      <FormField
        label={`Number of ${unitOf(draft.countingType)} (optional)`}
        description="Without a number, usage is tracked and nothing is refused."
      >
        <Input
          value={draft.count}
          onChange={({ detail }) => onChange({ count: detail.value })}
          inputMode="numeric"
          placeholder="No limit"
        />
      </FormField>
      <Checkbox
        checked={draft.hardLimit}
        onChange={({ detail }) => onChange({ hardLimit: detail.checked })}
        description="A launch that would pass the number is stopped before anything starts. Otherwise it goes through and is reported."
      >
        Enforce license limit
      </Checkbox>
    </SpaceBetween>
  );
}
