import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FieldsProps } from './license-draft.ts';
import { RULE_FIELDS, type RuleField, TENANCIES } from './license-rules.ts';

/** The one rule that can be added to a license that is there (UpdateLicenseConfiguration). */
const ADDABLE = 'licenseAffinityToHost';

/** The rules that the way of counting can have, each with what it does. */
export function RuleFields({ draft, onChange, exists }: FieldsProps) {
  const offered = RULE_FIELDS.filter(({ countingTypes }) => countingTypes.includes(draft.countingType));
  const set = (name: string, value: string) => onChange({ rules: { ...draft.rules, [name]: value } });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            exists
              ? 'Rules of a license stay as they are; only an affinity to hosts can be added.'
              : 'Each is optional. They cannot be changed later.'
          }
        >
          Rules
        </Header>
      }
    >
      <SpaceBetween size="m">
        {offered.map((field) => (
          <RuleInput
            key={field.name}
            field={field}
            value={draft.rules[field.name] ?? ''}
            disabled={exists && field.name !== ADDABLE}
            onChange={(value) => set(field.name, value)}
          />
        ))}
      </SpaceBetween>
    </Container>
  );
}

interface RuleInputProps {
  readonly field: RuleField;
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

function RuleInput({ field, value, disabled, onChange }: RuleInputProps) {
  const { kind, label, explanation } = field;
  if (kind === 'flag')
    return (
      <Checkbox
        checked={value.toLowerCase() === 'true'}
        disabled={disabled}
        description={explanation}
        onChange={({ detail }) => onChange(detail.checked ? 'True' : '')}
      >
        {label}
      </Checkbox>
    );
  return (
    <FormField label={label} description={explanation}>
      {kind === 'tenancies' ? (
        <TenancySelect {...{ value, disabled, onChange }} />
      ) : (
        <Input
          value={value}
          disabled={disabled}
          inputMode="numeric"
          placeholder="No rule"
          onChange={({ detail }) => onChange(detail.value)}
        />
      )}
    </FormField>
  );
}

function TenancySelect({ value, disabled, onChange }: Omit<RuleInputProps, 'field'>) {
  const chosen = value.split(',').map((name) => name.trim());
  return (
    <Multiselect
      selectedOptions={TENANCIES.filter((tenancy) => chosen.includes(tenancy.value))}
      options={TENANCIES}
      disabled={disabled}
      placeholder="Any"
      onChange={({ detail }) => onChange(detail.selectedOptions.map((option) => option.value).join(','))}
    />
  );
}
