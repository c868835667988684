import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { ErrorAlert } from '../../parts/query-state.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { useHref } from '../../shell/region.ts';
import { EMPTY_LAUNCH, isComplete, type LaunchDraft, launchInput } from './launch-draft.ts';
import { LaunchFields } from './launch-fields.tsx';
import { LaunchPreview } from './launch-preview.tsx';

/** `?image=` and `?template=` are what to launch from. */
export function LaunchInstances() {
  const [search] = useSearchParams();
  const [draft, setDraft] = useState<LaunchDraft>(() => ({
    ...EMPTY_LAUNCH,
    imageId: search.get('image') ?? '',
    ...(search.get('template') && { from: 'template', templateId: search.get('template')!, instanceType: '' }),
  }));
  const { launch, busy, error } = useLaunch();
  const href = useHref();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    launch(draft);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Form
        header={<Header variant="h1">Launch instances</Header>}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" href={href('/instances')}>
              Cancel
            </Button>
            <Button variant="primary" formAction="submit" loading={busy} disabled={!isComplete(draft)}>
              Launch
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container>
            <LaunchFields draft={draft} onChange={(part) => setDraft((before) => ({ ...before, ...part }))} />
          </Container>
          <LaunchPreview draft={draft} />
          <ErrorAlert error={error} />
        </SpaceBetween>
      </Form>
    </form>
  );
}

function useLaunch() {
  const [, navigate] = useLocation();
  const notify = useNotify();
  const change = useAwsChange(
    (region, draft: LaunchDraft) => ec2(region).send(new RunInstancesCommand(launchInput(draft))),
    ({ Instances: instances = [] }) => {
      notify.success(`${instances.map(({ InstanceId: id }) => id).join(', ')}: launched.`);
      navigate('/instances');
    },
  );
  return { launch: change.mutate, busy: change.isPending, error: change.error };
}
