import { DeleteLicenseManagerReportGeneratorCommand, type ReportGenerator } from '@aws-sdk/client-license-manager';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { licenseManager } from '../../aws/license-manager.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { LicenseLinks } from '../licenses/license-links.tsx';
import { CreateReport } from './create-report.tsx';
import { DownloadReport } from './download-report.tsx';
import { PERIODS, useReportGenerators } from './report-generators.ts';
import { RunReport } from './run-report.tsx';

/** What writes usage to CSV files, how its last run went, and where the files are. */
export const ReportList = () => (
  <ManagedList
    name="reports"
    title="Usage reports"
    description="What was used of licenses, as CSV files in the report folder or bucket of the server."
    thing="usage report"
    things="reports"
    list={useReportGenerators()}
    columns={COLUMNS}
    idOf={arnOf}
    advice="A report is made at once, and then every day, week or month."
    createDialog={(close) => <CreateReport onClose={close} />}
    deleteDialog={(report, close) => <DeleteReport report={report} onClose={close} />}
    actions={(report) => (
      <>
        <DownloadReport report={report} />
        <RunReport report={report} />
      </>
    )}
  />
);

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
