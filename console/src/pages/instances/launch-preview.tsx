import {
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  type LicenseConfiguration,
  ListLicenseConfigurationsCommand,
  ListLicenseSpecificationsForResourceCommand,
} from '@aws-sdk/client-license-manager';
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useDeferredValue } from 'react';
import { ec2 } from '../../aws/ec2.ts';
import { errorWords } from '../../aws/error-words.ts';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAws } from '../../aws/use-aws.ts';
import { QueryError } from '../../parts/query-state.tsx';
import { formatCount, usageOf } from '../../parts/usage.ts';
import { isComplete, type LaunchDraft, launchInput } from './launch-draft.ts';

/** What the launch would take, and whether the server would let it: a dry run decides as the launch does, and changes nothing. */
export function LaunchPreview({ draft }: { draft: LaunchDraft }) {
  const asked = useDeferredValue(draft);
  const enabled = isComplete(asked);
  const verdict = useAws({ key: ['dry-run', asked], enabled, ask: (region) => dryRun(region, asked) });
  const takes = useAws({ key: ['takes', asked], enabled, ask: (region) => takenBy(region, asked) });
  if (!enabled) return null;
  return (
    <Container header={<Header variant="h2">This launch</Header>}>
      <SpaceBetween size="s">
        <QueryError error={takes.error} onRetry={takes.refetch} />
        {takes.data?.map(({ arn, text }) => (
          <div key={arn} className="break-anywhere">
            {text}
          </div>
        ))}
        {takes.data?.length === 0 && <div>It takes no licenses.</div>}
        <Verdict error={verdict.data} pending={verdict.isPending} failed={verdict.error} />
      </SpaceBetween>
    </Container>
  );
}

function Verdict({ error, pending, failed }: { error: unknown; pending: boolean; failed: unknown }) {
  if (pending) return <StatusIndicator type="loading">Asking the server</StatusIndicator>;
  const problem = failed ?? error;
  if (!problem) return <StatusIndicator type="success">It would go through now.</StatusIndicator>;
  const { title, message } = errorWords(problem);
  return (
    <Alert type="warning" header={`It would be refused: ${title}`}>
      <span className="break-anywhere">{message}</span>
    </Alert>
  );
}

/** What a launch that would go through answers a dry run. */
const WOULD_SUCCEED = 'DryRunOperation';
const TROUBLES = /TypeError|Timeout|Throttl|RequestLimit|Unavailable|Internal/;

/** Resolves with why the launch would be refused, or null. */
async function dryRun(region: string, draft: LaunchDraft): Promise<Error | null> {
  try {
    await ec2(region).send(new RunInstancesCommand({ ...launchInput(draft), DryRun: true }));
    return null;
  } catch (error) {
    const { name } = error as Error;
    if (TROUBLES.test(name)) throw error;
    return name === WOULD_SUCCEED ? null : (error as Error);
  }
}

interface Taken {
  readonly arn: string;
  readonly text: string;
}

/** What is launched: of an image, or of the default version of a template. */
async function sourceOf(region: string, draft: LaunchDraft) {
  const { from, imageId, instanceType, templateId } = draft;
  if (from === 'image') return { imageId, instanceType, arns: [] as string[] };
  const { LaunchTemplateVersions: [version] = [] } = await ec2(region).send(
    new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: templateId, Versions: ['$Default'] }),
  );
  const data = version?.LaunchTemplateData;
  return {
    imageId: data?.ImageId,
    instanceType: instanceType || data?.InstanceType,
    arns: (data?.LicenseSpecifications ?? []).flatMap(({ LicenseConfigurationArn: arn }) => arn ?? []),
  };
}

async function takenBy(region: string, draft: LaunchDraft): Promise<Taken[]> {
  const { imageId, instanceType, arns } = await sourceOf(region, draft);
  const ofImage = imageId ? await licensesOfImage(region, imageId) : [];
  const all = [...new Set([...arns, ...ofImage])];
  if (all.length === 0) return [];
  const [{ LicenseConfigurations: licenses = [] }, vcpus] = await Promise.all([
    licenseManager(region).send(new ListLicenseConfigurationsCommand({ LicenseConfigurationArns: all })),
    vcpusOf(region, instanceType),
  ]);
  return licenses.map((license) => ({
    arn: license.LicenseConfigurationArn!,
    text: takenText(license, { vcpus, count: Number(draft.count) }),
  }));
}

async function licensesOfImage(region: string, imageId: string): Promise<string[]> {
  const ResourceArn = `arn:aws:ec2:${region}::image/${imageId}`;
  const { LicenseSpecifications: found = [] } = await licenseManager(region).send(
    new ListLicenseSpecificationsForResourceCommand({ ResourceArn }),
  );
  return found.map(({ LicenseConfigurationArn: arn }) => arn!);
}

async function vcpusOf(region: string, type: string | undefined): Promise<number | undefined> {
  if (!type) return undefined;
  const Filters = [{ Name: 'instance-type', Values: [type] }];
  const { InstanceTypes: [found] = [] } = await ec2(region).send(new DescribeInstanceTypesCommand({ Filters }));
  return found?.VCpuInfo?.DefaultVCpus;
}

/** "It takes 8 vCPUs of SQL Server, of which 4 are left." What a host takes is only known once it is placed. */
function takenText(
  license: LicenseConfiguration,
  { vcpus, count }: { vcpus: number | undefined; count: number },
): string {
  const { headroom, unit } = usageOf(license);
  const left =
    headroom === undefined ? 'which has no limit' : `of which ${formatCount(Math.max(0, headroom))} are left`;
  const type = license.LicenseCountingType;
  const each = type === 'Instance' ? 1 : type === 'vCPU' ? vcpus : undefined;
  return each === undefined || !(count >= 1)
    ? `It takes ${unit} of ${license.Name}, ${left}.`
    : `It takes ${formatCount(each * count)} ${unit} of ${license.Name}, ${left}.`;
}
