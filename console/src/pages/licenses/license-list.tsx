import type { LicenseConfiguration } from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { headroomText, USAGE_STATES, type UsageState, usageOf } from '../../parts/usage.ts';
import { UsageMeter, UsageStateIndicator } from '../../parts/usage-meter.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref } from '../../shell/region.ts';
import { DeleteLicenses } from './delete-licenses.tsx';
import { licensePath, productsOf, useLicenses } from './licenses.ts';

/** `?usage=over` shows those over their limit, `?product=…` and `?owner=…` narrow to a product and an account. */
export function LicenseList() {
  const licenses = useLicenses();
  const href = useHref();
  const [search] = useSearchParams();
  const [deleting, setDeleting] = useState(false);
  const { chosen, selection } = useSelection(licenses.items, idOf);
  return (
    <>
      <ResourceTable
        name="licenses"
        title="Self-managed licenses"
        description="What you may use, as your agreements say: how it is counted, how many there are, and which rules hold."
        things="licenses"
        list={licenses}
        columns={useColumns()}
        idOf={idOf}
        selection={selection}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button disabled={chosen.length === 0} onClick={() => setDeleting(true)}>
              Delete
            </Button>
            <Button variant="primary" href={href('/licenses/create')}>
              Create license
            </Button>
          </SpaceBetween>
        }
        initialFilter={filterOf(search)}
        empty={
          <EmptyState title="No licenses" action={<Button href={href('/licenses/create')}>Create license</Button>}>
            A license says how many vCPUs, cores, sockets or instances you may use.
          </EmptyState>
        }
      />
      {deleting && <DeleteLicenses licenses={chosen} onClose={() => setDeleting(false)} />}
    </>
  );
}

const idOf = ({ LicenseConfigurationArn: arn }: LicenseConfiguration): string => arn!;

function filterOf(search: URLSearchParams) {
  const usage = search.get('usage')?.split(',') ?? [];
  const named = usage.flatMap((state) => (Object.hasOwn(USAGE_STATES, state) ? USAGE_STATES[state as UsageState] : []));
  return [
    ...(named.length > 0
      ? [{ propertyKey: 'state', operator: '=', value: named.length === 1 ? named[0] : named }]
      : []),
    ...['product', 'owner', 'limitType', 'countingType'].flatMap((propertyKey) => {
      const value = search.get(propertyKey);
      return value ? [{ propertyKey, operator: ':', value }] : [];
    }),
  ];
}

function useColumns(): Column<LicenseConfiguration>[] {
  const href = useHref();
  return [
    {
      id: 'name',
      header: 'Name',
      value: ({ Name: name }) => name,
      cell: (license) => (
        <Link href={href(licensePath(license))}>
          <span className="break-anywhere">{license.Name}</span>
        </Link>
      ),
      width: 230,
    },
    {
      id: 'used',
      header: 'Licenses used',
      value: ({ ConsumedLicenses: used }) => used,
      cell: (license) => <UsageMeter usage={usageOf(license)} />,
      width: 170,
    },
    {
      id: 'headroom',
      header: 'Headroom',
      value: (license) => usageOf(license).headroom,
      cell: (license) => headroomText(usageOf(license)),
      width: 110,
    },
    {
      id: 'state',
      header: 'Usage',
      value: (license) => USAGE_STATES[usageOf(license).state],
      cell: (license) => <UsageStateIndicator state={usageOf(license).state} />,
      width: 160,
    },
    { id: 'countingType', header: 'License type', value: ({ LicenseCountingType: type }) => type, width: 110 },
    {
      id: 'limitType',
      header: 'Limit',
      value: ({ LicenseCount: count, LicenseCountHardLimit: hard }) =>
        count === undefined ? 'None' : hard ? 'Hard' : 'Soft',
      width: 80,
    },
    ...PLAIN_COLUMNS,
  ];
}

const PLAIN_COLUMNS: readonly Column<LicenseConfiguration>[] = [
  { id: 'status', header: 'Status', value: ({ Status: status }) => status, hidden: true },
  { id: 'count', header: 'License count', value: ({ LicenseCount: count }) => count, hidden: true },
  { id: 'rules', header: 'Rules', value: ({ LicenseRules: rules = [] }) => rules.join(' '), hidden: true },
  { id: 'product', header: 'Product', value: (license) => productsOf(license).join(', '), hidden: true },
  { id: 'owner', header: 'Owner', value: ({ OwnerAccountId: owner }) => owner, hidden: true },
  { id: 'description', header: 'Description', value: ({ Description: text }) => text, hidden: true },
  { id: 'arn', header: 'ARN', value: ({ LicenseConfigurationArn: arn }) => arn, hidden: true },
];
