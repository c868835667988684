import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { UpdateLicenseSpecificationsForResourceCommand } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ec2 } from '../../aws/ec2.ts';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAws, useAwsChange } from '../../aws/use-aws.ts';
import { QueryError } from '../../parts/query-state.tsx';
import type { StepProps } from './progress.ts';
import { Step } from './step.tsx';

export function TieStep({ progress, onDone }: StepProps) {
  const images = useWindowsImages();
  const [chosen, setChosen] = useState<string>();
  const imageId = chosen ?? images.data?.[0]?.value;
  const tie = useAwsChange(
    (region, id: string) =>
      licenseManager(region).send(
        new UpdateLicenseSpecificationsForResourceCommand({
          ResourceArn: `arn:aws:ec2:${region}::image/${id}`,
          AddLicenseSpecifications: [{ LicenseConfigurationArn: progress.licenseArn }],
        }),
      ),
    (_output, id) => onDone({ imageId: id }),
  );
  return (
    <Step
      title="2. Tie an image to it"
      explanation="Every launch from the image takes the license, whoever launches it and by which tool."
      outcome={progress.imageId && `${progress.imageId} is associated with ${progress.licenseName}.`}
      error={tie.error}
      action={
        <SpaceBetween size="s">
          <QueryError error={images.error} onRetry={images.refetch} />
          <FormField label="Image">
            <Select
              selectedOption={images.data?.find(({ value }) => value === imageId) ?? null}
              options={images.data ?? []}
              statusType={images.isPending ? 'loading' : 'finished'}
              filteringType="auto"
              onChange={({ detail }) => setChosen(detail.selectedOption.value)}
            />
          </FormField>
          <Button
            variant="primary"
            loading={tie.isPending}
            disabled={!progress.licenseArn || !imageId}
            onClick={() => tie.mutate(imageId!)}
          >
            Associate image
          </Button>
        </SpaceBetween>
      }
    />
  );
}

/** Images of Windows Server, which are there from the start. */
const useWindowsImages = () =>
  useAws({
    key: ['windows-images'],
    refreshMs: false,
    async ask(region) {
      const Filters = [{ Name: 'name', Values: ['Windows_Server-*Full-Base*'] }];
      const { Images: found = [] } = await ec2(region).send(new DescribeImagesCommand({ Filters }));
      return found.map(({ ImageId: value = '', Name: label = '' }) => ({ value, label, description: value }));
    },
  });
