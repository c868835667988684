import { CreateLicenseConfigurationCommand } from '@aws-sdk/client-license-manager';
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsChange } from '../../../aws/use-aws.ts';
import { useNotify } from '../../../shell/notifications.tsx';
import { useHref } from '../../../shell/region.ts';
import { licensePathOfArn } from '../licenses.ts';
import { createInput, EMPTY_DRAFT, type LicenseDraft } from './license-draft.ts';
import { LicenseForm } from './license-form.tsx';
import { draftFrom, LICENSE_TEMPLATES } from './license-templates.ts';

export function CreateLicense() {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [, navigate] = useLocation();
  const notify = useNotify();
  const href = useHref();
  const change = useAwsChange(
    (region, given: LicenseDraft) =>
      licenseManager(region).send(new CreateLicenseConfigurationCommand(createInput(given))),
    ({ LicenseConfigurationArn: arn }, { name }) => {
      notify.success(`${name} is created.`);
      navigate(licensePathOfArn(arn!));
    },
  );
  return (
    <LicenseForm
      title="Create license"
      verb="Create license"
      cancelHref={href('/licenses')}
      draft={draft}
      exists={false}
      onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate(draft)}
    >
      <StartFrom onChoose={setDraft} />
    </LicenseForm>
  );
}

/** A choice of templates; one that is chosen fills the form. */
function StartFrom({ onChoose }: { onChoose: (draft: LicenseDraft) => void }) {
  const [id, setId] = useState('');
  const template = LICENSE_TEMPLATES.find((one) => one.id === id);
  return (
    <Container>
      <SpaceBetween size="s">
        <FormField
          label="Start from"
          description="A common way of counting, to be brought in line with your agreement."
        >
          <Select
            selectedOption={
              template ? { value: template.id, label: template.label } : { value: '', label: 'An empty form' }
            }
            options={[
              { value: '', label: 'An empty form' },
              ...LICENSE_TEMPLATES.map((one) => ({ value: one.id, label: one.label })),
            ]}
            onChange={({ detail: { selectedOption } }) => {
              setId(selectedOption.value!);
              const chosen = LICENSE_TEMPLATES.find((one) => one.id === selectedOption.value);
              onChoose(chosen ? draftFrom(chosen) : EMPTY_DRAFT);
            }}
          />
        </FormField>
        {template && (
          <Alert>
            {template.explanation} Source: {template.source}. This is no legal advice: what holds is your agreement.
          </Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
