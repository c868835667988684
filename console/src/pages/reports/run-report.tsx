import { CreateLicenseManagerReportGeneratorCommand, type ReportGenerator } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { clientToken } from '../../parts/client-token.ts';
import { useNotify } from '../../shell/notifications.tsx';

/** Makes a report of all until now, of the licenses of one that runs by itself. The API has no other way to run one. */
export function RunReport({ report }: { report: ReportGenerator | undefined }) {
  const notify = useNotify();
  const run = useAwsChange(
    async (region, { ReportGeneratorName: name, ReportType: types, ReportContext: context }: ReportGenerator) => {
      const ReportGeneratorName = `${name!.slice(0, 80)} ${new Date().toISOString().slice(0, 19)}Z`;
      await licenseManager(region).send(
        new CreateLicenseManagerReportGeneratorCommand({
          ReportGeneratorName,
          Type: types,
          ReportContext: { licenseConfigurationArns: context?.licenseConfigurationArns },
          ReportFrequency: { value: 1, period: 'ONE_TIME' },
          ClientToken: clientToken(),
        }),
      );
      return ReportGeneratorName;
    },
    (name) => notify.success(`${name} is being made.`),
  );
  return (
    <Button
      disabled={!report}
      loading={run.isPending}
      onClick={() => report && run.mutate(report, { onError: notify.failure })}
    >
      Run now
    </Button>
  );
}
