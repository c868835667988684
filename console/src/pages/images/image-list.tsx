import type { Image } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useIdFilter } from '../../parts/id-filter.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useHref, useRegion } from '../../shell/region.ts';
import { LicensesOfResource } from '../licenses/licenses-of-resource.tsx';
import { useImages } from './images.ts';

/** Images, and the licenses that launches from the one that is chosen take. */
export function ImageList() {
  const [search] = useSearchParams();
  const [whose, setWhose] = useState<'own' | 'all'>(search.has('id') ? 'all' : 'own');
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="Whose AMIs"
        selectedId={whose}
        options={[
          { id: 'own', text: 'Owned by me' },
          { id: 'all', text: 'All that I can launch' },
        ]}
        onChange={({ detail }) => setWhose(detail.selectedId as 'own' | 'all')}
      />
      <Images key={whose} whose={whose} />
    </SpaceBetween>
  );
}

function Images({ whose }: { whose: 'own' | 'all' }) {
  const list = useImages(whose);
  const region = useRegion();
  const href = useHref();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  return (
    <SpaceBetween size="m">
      <ResourceTable
        name="images"
        title="AMIs"
        description="Choose one to see and change the licenses that launches from it take."
        things="AMIs"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        initialFilter={useIdFilter()}
        selection={{ ...selection, single: true }}
        actions={
          <Button disabled={!chosen} href={href(`/instances/launch?image=${chosen ? idOf(chosen) : ''}`)}>
            Launch
          </Button>
        }
        empty={<EmptyState title="No AMIs">Images that you register or import are listed here.</EmptyState>}
      />
      {chosen && <LicensesOfResource arn={`arn:aws:ec2:${region}::image/${idOf(chosen)}`} />}
    </SpaceBetween>
  );
}

const idOf = ({ ImageId: id }: Image): string => id!;

const COLUMNS: readonly Column<Image>[] = [
  { id: 'id', header: 'AMI ID', value: idOf, width: 200 },
  { id: 'name', header: 'Name', value: ({ Name: name }) => name, width: 340 },
  { id: 'platform', header: 'Platform', value: ({ PlatformDetails: platform }) => platform, width: 180 },
  { id: 'owner', header: 'Owner', value: ({ ImageOwnerAlias: alias, OwnerId: owner }) => alias ?? owner, width: 140 },
  { id: 'state', header: 'State', value: ({ State: state }) => state, hidden: true },
  { id: 'architecture', header: 'Architecture', value: ({ Architecture: architecture }) => architecture, hidden: true },
  { id: 'created', header: 'Created', value: ({ CreationDate: date }) => date, hidden: true },
];
