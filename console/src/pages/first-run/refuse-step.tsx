import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { errorWords } from '../../aws/error-words.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { useHref } from '../../shell/region.ts';
import { licensePathOfArn } from '../licenses/licenses.ts';
import { launch } from './launch.ts';
import type { StepProps } from './progress.ts';
import { Step } from './step.tsx';

/** What a launch is refused with for its licenses. */
const REFUSAL = 'LicenseUsageFailure';

export function RefuseStep({ progress }: StepProps) {
  const href = useHref();
  const change = useAwsChange((region, imageId: string) => launch(region, imageId, 1));
  const refused = change.error?.name === REFUSAL;
  return (
    <Step
      title="4. See the next one refused"
      explanation="A third machine would pass the limit. It is stopped before anything starts, and who launches it is told why."
      outcome={refused && 'Refused, as the license says.'}
      error={refused ? undefined : change.error}
      action={
        <Button
          variant="primary"
          loading={change.isPending}
          disabled={!progress.launched}
          onClick={() => change.mutate(progress.imageId!)}
        >
          Launch a third machine
        </Button>
      }
    >
      {refused && (
        <SpaceBetween size="s">
          <Alert type="warning" header={REFUSAL}>
            {errorWords(change.error).message}
          </Alert>
          <Link href={href(`${licensePathOfArn(progress.licenseArn!)}?tab=failures`)}>Open the license</Link>
        </SpaceBetween>
      )}
    </Step>
  );
}
