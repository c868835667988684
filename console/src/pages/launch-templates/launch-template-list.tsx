import type { LaunchTemplate } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { formatTime } from '../../parts/format-time.ts';
import { useIdFilter } from '../../parts/id-filter.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref } from '../../shell/region.ts';
import { CreateTemplate } from './create-template.tsx';
import { useLaunchTemplates } from './launch-templates.ts';
import { TemplateVersions } from './template-versions.tsx';

/** Launch templates, and the licenses that each version of the one that is chosen brings. */
export function LaunchTemplateList() {
  const list = useLaunchTemplates();
  const href = useHref();
  const [creating, setCreating] = useState(false);
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name="launch-templates"
        title="Launch templates"
        description="A launch takes the licenses of its template, and those of its image."
        things="launch templates"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        initialFilter={useIdFilter()}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} href={href(`/instances/launch?template=${chosen ? idOf(chosen) : ''}`)}>
              Launch
            </Button>
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create launch template
            </Button>
          </SpaceBetween>
        }
        empty={
          <EmptyState title="No launch templates">A template can name the licenses that its launches take.</EmptyState>
        }
      />
      {chosen && <TemplateVersions id={idOf(chosen)} />}
      {creating && <CreateTemplate onClose={() => setCreating(false)} />}
    </SpaceBetween>
  );
}

const idOf = ({ LaunchTemplateId: id }: LaunchTemplate): string => id!;

const COLUMNS: readonly Column<LaunchTemplate>[] = [
  { id: 'id', header: 'ID', value: idOf, width: 220 },
  { id: 'name', header: 'Name', value: ({ LaunchTemplateName: name }) => name, width: 280 },
  { id: 'default', header: 'Default version', value: ({ DefaultVersionNumber: version }) => version, width: 140 },
  { id: 'latest', header: 'Latest version', value: ({ LatestVersionNumber: version }) => version, width: 140 },
  {
    id: 'created',
    header: 'Created',
    value: ({ CreateTime: time }) => time?.toISOString(),
    cell: ({ CreateTime: time }) => formatTime(time),
    hidden: true,
  },
];
