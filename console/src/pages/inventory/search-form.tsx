import type { InventoryFilter, InventoryFilterCondition } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { type FormEvent, useState } from 'react';

/** The filters of ListResourceInventory (License Manager User Guide, searching inventory). */
const NAMES = [
  { value: 'application_name', label: 'Application name' },
  { value: 'platform', label: 'Platform' },
  { value: 'resource_id', label: 'Resource ID' },
  { value: 'license_included', label: 'License included' },
  { value: 'account_id', label: 'Account' },
  { value: 'Engine Edition', label: 'Engine edition (RDS)' },
  { value: 'License Pack', label: 'License pack (RDS)' },
];
const CONDITIONS = [
  { value: 'EQUALS', label: 'is' },
  { value: 'NOT_EQUALS', label: 'is not' },
  { value: 'BEGINS_WITH', label: 'begins with' },
  { value: 'CONTAINS', label: 'contains' },
];

interface SearchFormProps {
  readonly filters: readonly InventoryFilter[];
  readonly onSearch: (filters: readonly InventoryFilter[]) => void;
}

/** Filters that the server applies, one after the other. */
export function SearchForm({ filters, onSearch }: SearchFormProps) {
  const [name, setName] = useState('application_name');
  const [condition, setCondition] = useState('EQUALS');
  const [value, setValue] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (value === '') return;
    onSearch([...filters, { Name: name, Condition: condition as InventoryFilterCondition, Value: value }]);
    setValue('');
  };
  return (
    <Container>
      <form onSubmit={add}>
        <SpaceBetween size="s">
          <Grid gridDefinition={[{ colspan: 3 }, { colspan: 3 }, { colspan: 4 }, { colspan: 2 }]}>
            <FormField label="Attribute">
              <Select
                selectedOption={optionOf(NAMES, name)}
                options={NAMES}
                onChange={({ detail }) => setName(detail.selectedOption.value!)}
              />
            </FormField>
            <FormField label="Comparison">
              <Select
                selectedOption={optionOf(CONDITIONS, condition)}
                options={CONDITIONS}
                onChange={({ detail }) => setCondition(detail.selectedOption.value!)}
              />
            </FormField>
            <FormField label="Value">
              <Input value={value} onChange={({ detail }) => setValue(detail.value)} />
            </FormField>
            <FormField label="&nbsp;">
              <Button formAction="submit">Search</Button>
            </FormField>
          </Grid>
          <FilterTokens filters={filters} onSearch={onSearch} />
        </SpaceBetween>
      </form>
    </Container>
  );
}

const optionOf = <T extends { readonly value: string }>(options: readonly T[], value: string | undefined): T | null =>
  options.find((option) => option.value === value) ?? null;

const FilterTokens = ({ filters, onSearch }: SearchFormProps) => (
  <TokenGroup
    items={filters.map(({ Name, Condition, Value }) => ({
      label: `${optionOf(NAMES, Name)?.label} ${optionOf(CONDITIONS, Condition)?.label} ${Value}`,
      dismissLabel: `Remove ${Value}`,
    }))}
    onDismiss={({ detail }) => onSearch(filters.toSpliced(detail.itemIndex, 1))}
  />
);
