import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FieldsProps, FilterDraft, ProductDraft } from './license-draft.ts';

/** API reference, ProductInformation. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  SSM_MANAGED: [
    'Application Name',
    'Application Publisher',
    'Application Version',
    'Platform Name',
    'Platform Type',
    'License Included',
    'AccountId',
    'Marketplace Product Code',
  ],
  RDS: ['Engine Edition', 'License Pack'],
};
const RESOURCE_TYPES = [
  { value: 'SSM_MANAGED', label: 'Servers and machines, by their inventory' },
  { value: 'RDS', label: 'Amazon RDS databases' },
];
const COMPARATORS = [
  { value: 'EQUALS', label: 'is' },
  { value: 'NOT_EQUALS', label: 'is not' },
];

const NEW: ProductDraft = {
  resourceType: 'SSM_MANAGED',
  filters: [{ name: 'Application Name', comparator: 'EQUALS', values: '' }],
};

/** Which software found on servers counts against the license. */
export function DiscoveryFields({ draft, onChange }: FieldsProps) {
  const { products } = draft;
  const replace = (at: number, ...by: ProductDraft[]) => onChange({ products: products.toSpliced(at, 1, ...by) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What is found installed under these names takes licenses by itself. Nothing is refused for it; it is reported."
          actions={
            <Button formAction="none" onClick={() => onChange({ products: [...products, NEW] })}>
              Add discovery rule
            </Button>
          }
        >
          Automated discovery rules
        </Header>
      }
    >
      <SpaceBetween size="l">
        {products.map((product, at) => (
          <ProductFields
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no names of their own
            key={at}
            product={product}
            onChange={(changed) => replace(at, changed)}
            onRemove={() => replace(at)}
          />
        ))}
        <Checkbox
          checked={draft.disassociateWhenNotFound}
          onChange={({ detail }) => onChange({ disassociateWhenNotFound: detail.checked })}
          description="Otherwise a server keeps its licenses when the software is found on it no more."
        >
          Stop tracking when the software is uninstalled
        </Checkbox>
      </SpaceBetween>
    </Container>
  );
}

interface ProductFieldsProps {
  readonly product: ProductDraft;
  readonly onChange: (product: ProductDraft) => void;
  readonly onRemove: () => void;
}

function ProductFields({ product, onChange, onRemove }: ProductFieldsProps) {
  const names = (FILTERS[product.resourceType] ?? []).map((value) => ({ value }));
  const setFilters = (filters: readonly FilterDraft[]) => onChange({ ...product, filters });
  return (
    <SpaceBetween size="xs">
      <FormField
        label="Discovered on"
        secondaryControl={
          <Button formAction="none" onClick={onRemove}>
            Remove rule
          </Button>
        }
      >
        <Select
          selectedOption={RESOURCE_TYPES.find(({ value }) => value === product.resourceType) ?? null}
          options={RESOURCE_TYPES}
          onChange={({ detail: { selectedOption } }) => {
            const resourceType = selectedOption.value!;
            onChange({
              resourceType,
              filters: [{ name: FILTERS[resourceType]![0]!, comparator: 'EQUALS', values: '' }],
            });
          }}
        />
      </FormField>
      <FilterEditor names={names} filters={product.filters} onChange={setFilters} />
    </SpaceBetween>
  );
}

interface FilterEditorProps {
  readonly names: readonly { readonly value: string }[];
  readonly filters: readonly FilterDraft[];
  readonly onChange: (filters: readonly FilterDraft[]) => void;
}

function FilterEditor({ names, filters, onChange }: FilterEditorProps) {
  const set = (at: number, change: Partial<FilterDraft>) => onChange(filters.with(at, { ...filters[at]!, ...change }));
  return (
    <AttributeEditor
      items={filters}
      addButtonText="Add condition"
      removeButtonText="Remove"
      empty="No conditions."
      onAddButtonClick={() => onChange([...filters, { name: names[0]?.value ?? '', comparator: 'EQUALS', values: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(filters.toSpliced(detail.itemIndex, 1))}
      definition={[
        {
          label: 'Attribute',
          control: ({ name }, at) => (
            <Select
              ariaLabel="Attribute"
              selectedOption={{ value: name }}
              options={names}
              onChange={({ detail }) => set(at, { name: detail.selectedOption.value! })}
            />
          ),
        },
        {
          label: 'Comparison',
          control: ({ comparator }, at) => (
            <Select
              ariaLabel="Comparison"
              selectedOption={COMPARATORS.find(({ value }) => value === comparator) ?? null}
              options={COMPARATORS}
              onChange={({ detail }) => set(at, { comparator: detail.selectedOption.value! })}
            />
          ),
        },
        {
          label: 'Values',
          constraintText: 'One of these, separated by commas.',
          control: ({ values }, at) => (
            <Input ariaLabel="Values" value={values} onChange={({ detail }) => set(at, { values: detail.value })} />
          ),
        },
      ]}
    />
  );
}
