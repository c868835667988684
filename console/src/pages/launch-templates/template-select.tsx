import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { QueryError } from '../../parts/query-state.tsx';
import { useLaunchTemplates } from './launch-templates.ts';

export function TemplateSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const templates = useLaunchTemplates();
  const options = templates.items.map(({ LaunchTemplateId: id = '', LaunchTemplateName: name = id }) => ({
    value: id,
    label: name,
    description: id,
  }));
  return (
    <>
      <QueryError error={templates.error} onRetry={templates.refetch} />
      <FormField label="Launch template" description="Its default version is launched.">
        <Select
          selectedOption={options.find((option) => option.value === value) ?? (value ? { value } : null)}
          options={options}
          filteringType="auto"
          placeholder="Choose a launch template"
          empty="There is no launch template"
          statusType={templates.isPending ? 'loading' : 'finished'}
          onChange={({ detail }) => onChange(detail.selectedOption.value!)}
        />
      </FormField>
    </>
  );
}
