import {
  AssociateResourceShareCommand,
  DisassociateResourceShareCommand,
  type ResourceShare,
  type ResourceShareAssociation,
} from '@aws-sdk/client-ram';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ram } from '../../aws/ram.ts';
import { FieldsDialog, linesOf } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { PRINCIPALS } from './create-share.tsx';
import { arnOf } from './share-columns.ts';
import { type Shareable, ShareableResources } from './shareable.tsx';
import { useMembers } from './shares.ts';

const WORDS = {
  RESOURCE: { title: 'Resources', things: 'resources', add: 'Add resources', none: 'No resources' },
  PRINCIPAL: { title: 'Shared with', things: 'principals', add: 'Share with more', none: 'Shared with nobody' },
} as const;

interface ShareMembersProps {
  readonly share: ResourceShare;
  readonly type: keyof typeof WORDS;
}

/** What a share is of, or whom it is with. */
export function ShareMembers({ share, type }: ShareMembersProps) {
  const list = useMembers(arnOf(share), type);
  const words = WORDS[type];
  const [open, setOpen] = useState<'add' | 'remove'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const close = () => setOpen(undefined);
  const add = <Button onClick={() => setOpen('add')}>{words.add}</Button>;
  return (
    <>
      <ResourceTable
        name={`share-${words.things}`}
        variant="container"
        title={`${words.title} of ${share.name}`}
        things={words.things}
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('remove')}>
              Remove
            </Button>
            {add}
          </SpaceBetween>
        }
        empty={<EmptyState title={words.none} action={add} />}
      />
      {open === 'add' && <AddMembers share={share} type={type} onClose={close} />}
      {open === 'remove' && chosen && (
        <FieldsDialog
          title={`Remove ${idOf(chosen)} from ${share.name}?`}
          verb="Remove"
          change={(region) =>
            ram(region).send(new DisassociateResourceShareCommand(membersOf(share, type, [idOf(chosen)])))
          }
          done={() => `${idOf(chosen)} is removed.`}
          onClose={close}
        />
      )}
    </>
  );
}

const idOf = ({ associatedEntity: id }: ResourceShareAssociation): string => id!;

const COLUMNS: readonly Column<ResourceShareAssociation>[] = [
  { id: 'id', header: 'What', value: idOf, width: 520 },
  { id: 'status', header: 'Status', value: ({ status }) => status },
  { id: 'external', header: 'Outside', value: ({ external }) => (external ? 'Yes' : 'No') },
];

const membersOf = (share: ResourceShare, type: keyof typeof WORDS, ids: string[]) => ({
  resourceShareArn: arnOf(share),
  ...(type === 'RESOURCE' ? { resourceArns: ids } : { principals: ids }),
});

function AddMembers({ share, type, onClose }: ShareMembersProps & { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly Shareable[]>([]);
  const isResource = type === 'RESOURCE';
  return (
    <FieldsDialog
      title={WORDS[type].add}
      verb="Add"
      ready={!isResource || chosen.length > 0}
      fields={
        isResource ? [] : [{ name: 'principals' as const, label: 'With', kind: 'lines', description: PRINCIPALS }]
      }
      change={(region, { principals }) => {
        const ids = isResource ? chosen.map(({ value }) => value!) : linesOf(principals);
        return ram(region).send(new AssociateResourceShareCommand(membersOf(share, type, ids)));
      }}
      done={() => `${share.name} is changed.`}
      onClose={onClose}
    >
      {isResource && <ShareableResources chosen={chosen} onChange={setChosen} />}
    </FieldsDialog>
  );
}
