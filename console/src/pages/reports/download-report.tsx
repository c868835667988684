import type { ReportGenerator } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import { takeParts } from '../../aws/take-parts.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { downloadBlob } from '../../parts/csv.ts';
import { useNotify } from '../../shell/notifications.tsx';

/** Hands the files of the last report to the visitor. */
export function DownloadReport({ report }: { report: ReportGenerator | undefined }) {
  const notify = useNotify();
  const take = useAwsChange(
    async (region, { LicenseManagerReportGeneratorArn: arn, ReportType = [] }: ReportGenerator) => {
      for (const type of ReportType) {
        const input = { LicenseManagerReportGeneratorArn: arn, ReportType: type };
        const { name, parts } = await takeParts(region, { operation: 'GetUsageReportPart', input });
        downloadBlob(name ?? `${type}.csv`, new Blob(parts, { type: 'text/csv' }));
      }
    },
  );
  return (
    <Button
      disabled={!report?.S3Location}
      loading={take.isPending}
      onClick={() => report && take.mutate(report, { onError: notify.failure })}
    >
      Download
    </Button>
  );
}
