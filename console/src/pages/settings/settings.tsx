import {
  GetServiceSettingsCommand,
  type GetServiceSettingsCommandOutput,
  UpdateServiceSettingsCommand,
  type UpdateServiceSettingsCommandInput,
} from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { type FormEvent, useState } from 'react';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAws, useAwsChange } from '../../aws/use-aws.ts';
import { ErrorAlert, QueryError } from '../../parts/query-state.tsx';
import { useNotify } from '../../shell/notifications.tsx';

/** The settings of License Manager for the account in the Region. */
export function Settings() {
  const settings = useAws({
    key: ['settings'],
    ask: (region) => licenseManager(region).send(new GetServiceSettingsCommand({})),
  });
  return (
    <SpaceBetween size="m">
      <QueryError error={settings.error} onRetry={settings.refetch} />
      {settings.data ? <SettingsForm settings={settings.data} /> : !settings.error && <Spinner size="large" />}
    </SpaceBetween>
  );
}

interface Draft {
  readonly snsTopicArn: string;
  readonly s3BucketArn: string;
  readonly integrated: boolean;
  readonly crossAccounts: boolean;
}

const draftOf = (settings: GetServiceSettingsCommandOutput): Draft => ({
  snsTopicArn: settings.SnsTopicArn ?? '',
  s3BucketArn: settings.S3BucketArn ?? '',
  integrated: settings.OrganizationConfiguration?.EnableIntegration ?? false,
  crossAccounts: settings.EnableCrossAccountsDiscovery ?? false,
});

/** What is different from before, and nothing else. */
const updateInput = (before: Draft, draft: Draft): UpdateServiceSettingsCommandInput => ({
  ...(draft.snsTopicArn !== before.snsTopicArn && { SnsTopicArn: draft.snsTopicArn }),
  ...(draft.s3BucketArn !== before.s3BucketArn && { S3BucketArn: draft.s3BucketArn }),
  ...(draft.integrated !== before.integrated && { OrganizationConfiguration: { EnableIntegration: draft.integrated } }),
  ...(draft.crossAccounts !== before.crossAccounts && { EnableCrossAccountsDiscovery: draft.crossAccounts }),
});

function SettingsForm({ settings }: { settings: GetServiceSettingsCommandOutput }) {
  const [before, setBefore] = useState(() => draftOf(settings));
  const [draft, setDraft] = useState(before);
  const notify = useNotify();
  const change = useAwsChange(
    (region, given: Draft) => licenseManager(region).send(new UpdateServiceSettingsCommand(updateInput(before, given))),
    (_output, given) => {
      setBefore(given);
      notify.success('The settings are changed.');
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(draft);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Form
        header={<Header variant="h1">Settings</Header>}
        actions={
          <Button variant="primary" formAction="submit" loading={change.isPending}>
            Save changes
          </Button>
        }
      >
        <SpaceBetween size="l">
          <SettingsFields draft={draft} onChange={(part) => setDraft((typed) => ({ ...typed, ...part }))} />
          <ErrorAlert error={change.error} />
        </SpaceBetween>
      </Form>
    </form>
  );
}

interface SettingsFieldsProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}

const SettingsFields = ({ draft, onChange }: SettingsFieldsProps) => (
  <Container>
    <SpaceBetween size="l">
      <FormField
        label="Notifications: SNS topic"
        description="The name of the topic begins with aws-license-manager-service-."
      >
        <Input
          value={draft.snsTopicArn}
          placeholder="arn:aws:sns:…"
          onChange={({ detail }) => onChange({ snsTopicArn: detail.value.trim() })}
        />
      </FormField>
      <FormField
        label="Reports: S3 bucket"
        description="The name of the bucket begins with aws-license-manager-service-."
      >
        <Input
          value={draft.s3BucketArn}
          placeholder="arn:aws:s3:::…"
          onChange={({ detail }) => onChange({ s3BucketArn: detail.value.trim() })}
        />
      </FormField>
      <Checkbox
        checked={draft.integrated}
        description="Shares licenses with the accounts of the organization."
        onChange={({ detail }) => onChange({ integrated: detail.checked })}
      >
        Link AWS Organizations accounts
      </Checkbox>
      <Checkbox
        checked={draft.crossAccounts}
        description="Searches the inventory of every account of the organization."
        onChange={({ detail }) => onChange({ crossAccounts: detail.checked })}
      >
        Cross-account inventory search
      </Checkbox>
    </SpaceBetween>
  </Container>
);
