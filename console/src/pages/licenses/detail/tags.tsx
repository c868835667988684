import {
  type GetLicenseConfigurationCommandOutput as License,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { useState } from 'react';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsChange } from '../../../aws/use-aws.ts';
import { ErrorAlert } from '../../../parts/query-state.tsx';

export function Tags({ license }: { license: License }) {
  const ResourceArn = license.LicenseConfigurationArn!;
  const tags = license.Tags ?? [];
  const remove = useAwsChange((region, key: string) =>
    licenseManager(region).send(new UntagResourceCommand({ ResourceArn, TagKeys: [key] })),
  );
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${tags.length})`}>
          Tags
        </Header>
      }
    >
      <SpaceBetween size="m">
        <TokenGroup
          items={tags.map(({ Key: key = '', Value: value }) => ({
            label: value ? `${key} = ${value}` : key,
            dismissLabel: `Remove ${key}`,
          }))}
          onDismiss={({ detail }) => remove.mutate(tags[detail.itemIndex]!.Key!)}
        />
        <ErrorAlert error={remove.error} />
        <AddTag resourceArn={ResourceArn} />
      </SpaceBetween>
    </Container>
  );
}

function AddTag({ resourceArn: ResourceArn }: { resourceArn: string }) {
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const add = useAwsChange(
    (region, tag: { Key: string; Value: string }) =>
      licenseManager(region).send(new TagResourceCommand({ ResourceArn, Tags: [tag] })),
    () => {
      setKey('');
      setValue('');
    },
  );
  return (
    <SpaceBetween size="s">
      <Grid gridDefinition={[{ colspan: 4 }, { colspan: 4 }]}>
        <FormField label="Key">
          <Input value={key} onChange={({ detail }) => setKey(detail.value)} />
        </FormField>
        <FormField label="Value (optional)">
          <Input value={value} onChange={({ detail }) => setValue(detail.value)} />
        </FormField>
      </Grid>
      <Button disabled={key === ''} loading={add.isPending} onClick={() => add.mutate({ Key: key, Value: value })}>
        Add tag
      </Button>
      <ErrorAlert error={add.error} />
    </SpaceBetween>
  );
}
