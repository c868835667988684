import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { type ReactNode, useState } from 'react';
import { useAwsChange } from '../aws/use-aws.ts';
import { useNotify } from '../shell/notifications.tsx';
import { Confirm } from './confirm.tsx';

export interface Field<Name extends string = string> {
  readonly name: Name;
  readonly label: string;
  readonly description?: string;
  /** One line of text without it. `check` has `true` or nothing. */
  readonly kind?: 'password' | 'text' | 'lines' | 'check' | readonly Option[];
  readonly initial?: string;
  readonly optional?: boolean;
}

interface Option {
  readonly value: string;
  readonly label?: string;
  readonly description?: string;
}

type Values<Name extends string> = Readonly<Record<Name, string>>;

interface FieldsDialogProps<Name extends string, Output> {
  readonly title: string;
  readonly verb: string;
  readonly fields?: readonly Field<Name>[];
  /** What stands above the fields; where more is chosen there, `ready` says whether that is whole. */
  readonly children?: ReactNode;
  readonly ready?: boolean;
  readonly change: (region: string, values: Values<Name>) => Promise<Output>;
  /** What is said when it is done. */
  readonly done: (values: Values<Name>, output: Output) => string;
  readonly onDone?: (output: Output, values: Values<Name>) => void;
  readonly onClose: () => void;
}

/** Asks what a change needs, or only whether it is meant, makes it, and stays open with what was typed while it is refused. */
export function FieldsDialog<Name extends string = never, Output = unknown>({
  title,
  verb,
  fields = [],
  children,
  ready = true,
  change: work,
  done,
  onDone,
  onClose,
}: FieldsDialogProps<Name, Output>) {
  const notify = useNotify();
  const [values, setValues] = useState(
    () => Object.fromEntries(fields.map(({ name, initial = '' }) => [name, initial])) as Record<Name, string>,
  );
  const change = useAwsChange(work, (output, given: Values<Name>) => {
    notify.success(done(given, output));
    onDone?.(output, given);
    onClose();
  });
  return (
    <Confirm
      title={title}
      verb={verb}
      busy={change.isPending}
      error={change.error}
      disabled={!ready || fields.some(({ name, optional, kind }) => !optional && kind !== 'check' && !values[name])}
      onConfirm={() => change.mutate(values)}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {children}
        {fields.map((field, at) => (
          <OneField
            key={field.name}
            field={field}
            value={values[field.name]}
            autoFocus={at === 0}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
      </SpaceBetween>
    </Confirm>
  );
}

interface OneFieldProps {
  readonly field: Field;
  readonly value: string;
  readonly autoFocus: boolean;
  readonly onChange: (value: string) => void;
}

function OneField({ field, value, autoFocus, onChange }: OneFieldProps) {
  const { kind, label, description, optional } = field;
  if (kind === 'check')
    return (
      <Checkbox
        checked={value === 'true'}
        description={description}
        onChange={({ detail }) => onChange(detail.checked ? 'true' : '')}
      >
        {label}
      </Checkbox>
    );
  return (
    <FormField label={optional ? `${label} (optional)` : label} description={description}>
      {typeof kind === 'object' ? (
        <Select
          selectedOption={kind.find((option) => option.value === value) ?? null}
          options={kind}
          placeholder="Choose one"
          filteringType={kind.length > 10 ? 'auto' : 'none'}
          onChange={({ detail }) => onChange(detail.selectedOption.value!)}
        />
      ) : kind === 'text' || kind === 'lines' ? (
        <Textarea
          value={value}
          rows={kind === 'text' ? 14 : 4}
          spellcheck={false}
          onChange={({ detail }) => onChange(detail.value)}
        />
      ) : (
        <Input
          value={value}
          type={kind ?? 'text'}
          autoComplete={kind ? 'new-password' : 'off'}
          autoFocus={autoFocus}
          onChange={({ detail }) => onChange(detail.value)}
        />
      )}
    </FormField>
  );
}

/** The words and lines of a text, each once. */
export const linesOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
