import type { Image } from '@aws-sdk/client-ec2';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { QueryError } from '../../parts/query-state.tsx';
import { useSession } from '../../session/session.ts';
import { useImages } from './images.ts';

export function ImageSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const images = useImages();
  const { accountId } = useSession();
  const isOwn = ({ OwnerId: owner }: Image) => owner === accountId;
  const ownFirst = images.items.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  const options = ownFirst.map(({ ImageId: id = '', Name: name, PlatformDetails: platform = '' }) => ({
    value: id,
    label: name || id,
    description: `${id}, ${platform}`,
  }));
  return (
    <>
      <QueryError error={images.error} onRetry={images.refetch} />
      <FormField label="AMI">
        <Select
          selectedOption={options.find((option) => option.value === value) ?? (value ? { value } : null)}
          options={options}
          filteringType="auto"
          filteringAriaLabel="Find AMIs"
          placeholder="Choose an AMI"
          statusType={images.isPending ? 'loading' : 'finished'}
          virtualScroll
          onChange={({ detail }) => onChange(detail.selectedOption.value!)}
        />
      </FormField>
    </>
  );
}
