import { DeleteLicenseManagerReportGeneratorCommand, type ReportGenerator } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { licenseManager } from '../../aws/license-manager.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { LicenseLinks } from '../licenses/license-links.tsx';
import { CreateReport } from './create-report.tsx';
import { DownloadReport } from './download-report.tsx';
import { PERIODS, useReportGenerators } from './report-generators.ts';
import { RunReport } from './run-report.tsx';

/** What writes usage to CSV files, how its last run went, and where the files are. */
export function ReportList() {
  const list = useReportGenerators();
  const [open, setOpen] = useState<'create' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, arnOf);
  const close = () => setOpen(undefined);
  const create = <Button onClick={() => setOpen('create')}>Create usage report</Button>;
  return (
    <>
      <ResourceTable
        name="reports"
        title="Usage reports"
        description="What was used of licenses, as CSV files in the report folder or bucket of the server."
        things="reports"
        list={list}
        columns={COLUMNS}
        idOf={arnOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            <DownloadReport report={chosen} />
            <RunReport report={chosen} />
            {create}
          </SpaceBetween>
        }
        empty={
          <EmptyState title="No usage reports" action={create}>
            A report is made at once, and then every day, week or month.
          </EmptyState>
        }
      />
      {open === 'create' && <CreateReport onClose={close} />}
      {open === 'delete' && chosen && <DeleteReport report={chosen} onClose={close} />}
    </>
  );
}

const arnOf = ({ LicenseManagerReportGeneratorArn: arn }: ReportGenerator): string => arn!;

const licensesOf = ({ ReportContext: context }: ReportGenerator): string[] => context?.licenseConfigurationArns ?? [];

const whereOf = ({ S3Location: location }: ReportGenerator): string | undefined =>
  location && `${location.bucket}/${location.keyPrefix}`;

const COLUMNS: readonly Column<ReportGenerator>[] = [
  { id: 'name', header: 'Report', value: ({ ReportGeneratorName: name }) => name, width: 200 },
  {
    id: 'period',
    header: 'How often',
    value: ({ ReportFrequency: frequency }) => PERIODS[frequency?.period ?? 'ONE_TIME'],
  },
  {
    id: 'status',
    header: 'Last run',
    value: ({ LastRunStatus: status, LastRunFailureReason: reason = '' }) =>
      [status ?? 'Not yet', reason].filter(Boolean).join(': '),
    cell: ({ LastRunStatus: status, LastRunFailureReason: reason }) => (
      <StatusIndicator type={reason ? 'error' : status ? 'success' : 'pending'}>
        {reason ?? status ?? 'Not yet'}
      </StatusIndicator>
    ),
    width: 180,
  },
  {
    id: 'made',
    header: 'Made',
    value: ({ LastReportGenerationTime: at }) => (at ? formatTime(new Date(at)) : undefined),
    width: 180,
  },
  {
    id: 'licenses',
    header: 'Licenses',
    value: (report) => licensesOf(report).join(' '),
    cell: (report) => <LicenseLinks arns={licensesOf(report)} />,
    width: 260,
  },
  { id: 'where', header: 'Where', value: whereOf, width: 320 },
  { id: 'types', header: 'Kinds', value: ({ ReportType: types = [] }) => types.join(', '), hidden: true },
  { id: 'description', header: 'Description', value: ({ Description: text }) => text, hidden: true },
];

const DeleteReport = ({ report, onClose }: { report: ReportGenerator; onClose: () => void }) => (
  <FieldsDialog
    title={`Delete ${report.ReportGeneratorName}?`}
    verb="Delete"
    change={(region) =>
      licenseManager(region).send(
        new DeleteLicenseManagerReportGeneratorCommand({ LicenseManagerReportGeneratorArn: arnOf(report) }),
      )
    }
    done={() => `${report.ReportGeneratorName} is deleted.`}
    onClose={onClose}
  >
    No more reports are made. The files that it wrote stay.
  </FieldsDialog>
);
