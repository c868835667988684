import { CreateLicenseConfigurationCommand } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import type { StepProps } from './progress.ts';
import { Step } from './step.tsx';

/** What two machines of the step that launches take. */
const COUNT = 16;

export function CreateStep({ progress, onDone }: StepProps) {
  const [name, setName] = useState('SQL Server');
  const create = useAwsChange(
    (region, Name: string) =>
      licenseManager(region).send(
        new CreateLicenseConfigurationCommand({
          Name,
          LicenseCountingType: 'vCPU',
          LicenseCount: COUNT,
          LicenseCountHardLimit: true,
        }),
      ),
    ({ LicenseConfigurationArn: licenseArn }, licenseName) => onDone({ licenseArn: licenseArn!, licenseName }),
  );
  return (
    <Step
      title="1. Create a license"
      explanation={`${COUNT} vCPUs, and not one more: the limit is enforced.`}
      outcome={progress.licenseArn && `${progress.licenseName} is created, with ${COUNT} vCPUs.`}
      error={create.error}
      action={
        <SpaceBetween size="s">
          <FormField label="Name">
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <Button
            variant="primary"
            loading={create.isPending}
            disabled={name === ''}
            onClick={() => create.mutate(name)}
          >
            Create license
          </Button>
        </SpaceBetween>
      }
    />
  );
}
