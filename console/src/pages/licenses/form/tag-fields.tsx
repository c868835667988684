import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import type { FieldsProps } from './license-draft.ts';

export function TagFields({ draft: { tags }, onChange }: FieldsProps) {
  const set = (at: number, change: object) => onChange({ tags: tags.with(at, { ...tags[at]!, ...change }) });
  return (
    <Container header={<Header variant="h2">Tags (optional)</Header>}>
      <AttributeEditor
        items={tags}
        addButtonText="Add tag"
        removeButtonText="Remove"
        empty="No tags."
        onAddButtonClick={() => onChange({ tags: [...tags, { key: '', value: '' }] })}
        onRemoveButtonClick={({ detail }) => onChange({ tags: tags.toSpliced(detail.itemIndex, 1) })}
        definition={[
          {
            label: 'Key',
            control: ({ key }, at) => (
              <Input ariaLabel="Key" value={key} onChange={({ detail }) => set(at, { key: detail.value })} />
            ),
          },
          {
            label: 'Value',
            control: ({ value }, at) => (
              <Input ariaLabel="Value" value={value} onChange={({ detail }) => set(at, { value: detail.value })} />
            ),
          },
        ]}
      />
    </Container>
  );
}
