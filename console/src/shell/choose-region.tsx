import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import { navigate } from 'wouter/use-browser-location';
import { ec2 } from '../aws/ec2.ts';
import { errorWords } from '../aws/error-words.ts';
import { useAws } from '../aws/use-aws.ts';
import { BASE, useRegion } from './region.ts';

export function ChooseRegion({ onClose }: { onClose: () => void }) {
  const region = useRegion();
  const regions = useAws({
    key: ['regions'],
    refreshMs: false,
    ask: async (region) => (await ec2(region).send(new DescribeRegionsCommand({}))).Regions ?? [],
  });
  const options = (regions.data ?? []).map(({ RegionName: value = '' }) => ({ value }));
  return (
    <Modal visible header="Region" onDismiss={onClose}>
      <FormField label="Region" description="Licenses and machines are in one Region; each has its own.">
        <Select
          selectedOption={{ value: region }}
          options={options}
          filteringType="auto"
          statusType={regions.isPending ? 'loading' : regions.error ? 'error' : 'finished'}
          errorText={regions.error ? errorWords(regions.error).message : ''}
          onChange={({ detail }) => {
            navigate(`${BASE}/${detail.selectedOption.value}/dashboard`);
            onClose();
          }}
        />
      </FormField>
    </Modal>
  );
}
