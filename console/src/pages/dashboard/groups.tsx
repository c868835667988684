import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import { formatCount } from '../../parts/usage.ts';
import { useHref } from '../../shell/region.ts';
import type { Group } from './summary.ts';

interface GroupsProps {
  readonly title: string;
  readonly groups: readonly Group[];
  /** The filter of the list of licenses that shows those of a group. */
  readonly filter?: string;
}

const SHOWN = 6;

/** What is used of all licenses, by something that they have in common. */
export function Groups({ title, groups, filter }: GroupsProps) {
  const href = useHref();
  return (
    <Table
      header={<Header variant="h2">{title}</Header>}
      ariaLabels={{ tableLabel: title }}
      items={groups.slice(0, SHOWN)}
      trackBy={({ name, unit }) => `${unit} ${name}`}
      empty="Nothing is used."
      wrapLines
      columnDefinitions={[
        {
          id: 'name',
          header: title.replace('By ', '').replace(/^./, (letter) => letter.toUpperCase()),
          isRowHeader: true,
          cell: ({ name }) =>
            filter ? <Link href={href(`/licenses?${filter}=${encodeURIComponent(name)}`)}>{name}</Link> : name,
        },
        { id: 'used', header: 'Used', cell: ({ used, unit }) => `${formatCount(used)} ${unit}` },
        { id: 'licenses', header: 'Licenses', cell: ({ licenses }) => formatCount(licenses) },
      ]}
    />
  );
}
