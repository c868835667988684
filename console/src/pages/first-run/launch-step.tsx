import Button from '@cloudscape-design/components/button';
import { useAwsChange } from '../../aws/use-aws.ts';
import { launch, VCPUS } from './launch.ts';
import type { StepProps } from './progress.ts';
import { Step } from './step.tsx';

export function LaunchStep({ progress, onDone }: StepProps) {
  const change = useAwsChange(
    (region, imageId: string) => launch(region, imageId, 2),
    () => onDone({ launched: true }),
  );
  return (
    <Step
      title="3. Launch"
      explanation={`Two machines of ${VCPUS} vCPUs each take all of it.`}
      outcome={progress.launched && `Two machines run, and ${2 * VCPUS} of ${2 * VCPUS} vCPUs are used.`}
      error={change.error}
      action={
        <Button
          variant="primary"
          loading={change.isPending}
          disabled={!progress.imageId}
          onClick={() => change.mutate(progress.imageId!)}
        >
          Launch two machines
        </Button>
      }
    />
  );
}
