import {
  ListLicenseSpecificationsForResourceCommand,
  UpdateLicenseSpecificationsForResourceCommand,
} from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAws, useAwsChange } from '../../aws/use-aws.ts';
import { idInArn } from '../../parts/arn.ts';
import { ErrorAlert, QueryError } from '../../parts/query-state.tsx';
import { useHref } from '../../shell/region.ts';
import { licensePathOfArn, useLicenses } from './licenses.ts';

interface Change {
  readonly add?: string;
  readonly remove?: string;
}

const specifications = (arn: string | undefined) => (arn ? [{ LicenseConfigurationArn: arn }] : undefined);

/** The licenses that a resource is tied to; any can be taken off, and another be tied. */
export function LicensesOfResource({ arn }: { arn: string }) {
  const licenses = useLicenses();
  const tied = useTied(arn);
  const change = useChange(arn);
  const nameOf = (licenseArn: string) =>
    licenses.items.find((license) => license.LicenseConfigurationArn === licenseArn)?.Name ?? idInArn(licenseArn);
  const all = licenses.items.map((license) => license.LicenseConfigurationArn!);
  const others = all.filter((licenseArn) => !tied.data?.includes(licenseArn));
  const title = `Licenses of ${idInArn(arn)}`;
  return (
    <SpaceBetween size="s">
      <QueryError error={tied.error} onRetry={tied.refetch} />
      <ErrorAlert error={change.error} />
      <Table
        header={
          <Header
            variant="h2"
            actions={<AddLicense arns={others} nameOf={nameOf} onAdd={(add) => change.mutate({ add })} />}
          >
            {title}
          </Header>
        }
        ariaLabels={{ tableLabel: title }}
        items={tied.data ?? []}
        loading={tied.isPending}
        loadingText="Loading licenses"
        empty="No license is associated with it."
        columnDefinitions={columns(nameOf, (remove) => change.mutate({ remove }))}
      />
    </SpaceBetween>
  );
}

const columns = (nameOf: (arn: string) => string, onRemove: (arn: string) => void) => [
  {
    id: 'name',
    header: 'License',
    isRowHeader: true,
    cell: (arn: string) => <LicenseLink arn={arn} name={nameOf(arn)} />,
  },
  {
    id: 'action',
    header: 'Action',
    cell: (arn: string) => (
      <Button variant="inline-link" ariaLabel={`Disassociate ${nameOf(arn)}`} onClick={() => onRemove(arn)}>
        Disassociate
      </Button>
    ),
  },
];

function LicenseLink({ arn, name }: { arn: string; name: string }) {
  const href = useHref();
  return <Link href={href(licensePathOfArn(arn))}>{name}</Link>;
}

const useTied = (ResourceArn: string) =>
  useAws({
    key: ['licenses-of', ResourceArn],
    async ask(region) {
      const command = new ListLicenseSpecificationsForResourceCommand({ ResourceArn });
      const { LicenseSpecifications: found = [] } = await licenseManager(region).send(command);
      return found.map(({ LicenseConfigurationArn: arn }) => arn!);
    },
  });

const useChange = (ResourceArn: string) =>
  useAwsChange((region, { add, remove }: Change) =>
    licenseManager(region).send(
      new UpdateLicenseSpecificationsForResourceCommand({
        ResourceArn,
        AddLicenseSpecifications: specifications(add),
        RemoveLicenseSpecifications: specifications(remove),
      }),
    ),
  );

interface AddLicenseProps {
  readonly arns: readonly string[];
  readonly nameOf: (arn: string) => string;
  readonly onAdd: (arn: string) => void;
}

function AddLicense({ arns, nameOf, onAdd }: AddLicenseProps) {
  const [chosen, setChosen] = useState('');
  const arn = arns.includes(chosen) ? chosen : '';
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Select
        ariaLabel="License to associate"
        placeholder="Choose a license"
        selectedOption={arn ? { value: arn, label: nameOf(arn) } : null}
        options={arns.map((value) => ({ value, label: nameOf(value) }))}
        filteringType="auto"
        empty="No other license"
        onChange={({ detail }) => setChosen(detail.selectedOption.value!)}
      />
      <Button disabled={arn === ''} onClick={() => onAdd(arn)}>
        Associate
      </Button>
    </SpaceBetween>
  );
}
