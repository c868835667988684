import { CreateLicenseManagerReportGeneratorCommand, type ReportFrequencyType } from '@aws-sdk/client-license-manager';
import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';
import { licenseManager } from '../../aws/license-manager.ts';
import { clientToken } from '../../parts/client-token.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { LicenseMultiselect, type LicenseOption } from '../licenses/license-multiselect.tsx';
import { PERIODS, REPORT_TYPES } from './report-generators.ts';

const TYPES = Object.keys(REPORT_TYPES) as (keyof typeof REPORT_TYPES)[];

export function CreateReport({ onClose }: { onClose: () => void }) {
  const [licenses, setLicenses] = useState<readonly LicenseOption[]>([]);
  const [token] = useState(clientToken);
  return (
    <FieldsDialog
      title="Create usage report"
      verb="Create"
      ready={licenses.length > 0}
      fields={[
        { name: 'name', label: 'Name' },
        ...TYPES.map((name) => ({ name, label: REPORT_TYPES[name], kind: 'check' as const, initial: 'true' })),
        {
          name: 'period',
          label: 'How often',
          initial: 'WEEK',
          kind: Object.entries(PERIODS).map(([value, label]) => ({ value, label })),
        },
        { name: 'description', label: 'Description', optional: true },
      ]}
      change={(region, values) =>
        licenseManager(region).send(
          new CreateLicenseManagerReportGeneratorCommand({
            ReportGeneratorName: values.name,
            Type: TYPES.filter((name) => values[name]),
            ReportContext: { licenseConfigurationArns: licenses.map(({ value }) => value!) },
            ReportFrequency: { value: 1, period: values.period as ReportFrequencyType },
            Description: values.description || undefined,
            ClientToken: token,
          }),
        )
      }
      done={({ name }) => `${name} is created. Its first report is being made.`}
      onClose={onClose}
    >
      <FormField label="Licenses">
        <LicenseMultiselect
          chosen={licenses}
          onChange={setLicenses}
          placeholder="Choose licenses"
          filteringType="auto"
          empty="No licenses"
        />
      </FormField>
    </FieldsDialog>
  );
}
