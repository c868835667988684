import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FormEvent, ReactNode } from 'react';
import { ErrorAlert } from '../../../parts/query-state.tsx';
import { DiscoveryFields } from './discovery-fields.tsx';
import type { FieldsProps } from './license-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { TagFields } from './tag-fields.tsx';
import { TermsFields } from './terms-fields.tsx';

interface LicenseFormProps extends FieldsProps {
  readonly title: string;
  readonly verb: string;
  readonly cancelHref: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  /** What stands above the fields. */
  readonly children?: ReactNode;
}

export function LicenseForm({ title, verb, cancelHref, busy, error, onSubmit, children, ...fields }: LicenseFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Form
        header={<Header variant="h1">{title}</Header>}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" href={cancelHref}>
              Cancel
            </Button>
            <Button variant="primary" formAction="submit" loading={busy} disabled={fields.draft.name === ''}>
              {verb}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          {children}
          <TermsFields {...fields} />
          <RuleFields {...fields} />
          <DiscoveryFields {...fields} />
          {!fields.exists && <TagFields {...fields} />}
          <ErrorAlert error={error} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
