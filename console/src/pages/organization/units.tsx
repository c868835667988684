import {
  CreateOrganizationalUnitCommand,
  DeleteOrganizationalUnitCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { organizations } from '../../aws/organizations.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { type Unit, useUnits } from './organization.ts';

const idOf = ({ id }: Unit): string => id;

const COLUMNS: readonly Column<Unit>[] = [
  { id: 'path', header: 'Unit', value: ({ path }) => path, width: 360 },
  { id: 'id', header: 'ID', value: idOf, width: 220 },
  { id: 'arn', header: 'ARN', value: ({ arn }) => arn, hidden: true },
];

/** The root and the units below it, which accounts are in. */
export function Units() {
  const list = useUnits();
  const [open, setOpen] = useState<'create' | 'rename' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const close = () => setOpen(undefined);
  const isUnit = chosen !== undefined && !chosen.root;
  return (
    <>
      <ResourceTable
        name="units"
        variant="container"
        title="Units"
        things="units"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!isUnit} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            <Button disabled={!isUnit} onClick={() => setOpen('rename')}>
              Rename
            </Button>
            <Button disabled={!chosen} onClick={() => setOpen('create')}>
              Create unit below
            </Button>
          </SpaceBetween>
        }
        empty={<EmptyState title="No units" />}
      />
      {open === 'create' && chosen && <CreateUnit unit={chosen} onClose={close} />}
      {open === 'rename' && chosen && <RenameUnit unit={chosen} onClose={close} />}
      {open === 'delete' && chosen && <DeleteUnit unit={chosen} onClose={close} />}
    </>
  );
}

interface UnitProps {
  readonly unit: Unit;
  readonly onClose: () => void;
}

const CreateUnit = ({ unit: { id: ParentId, name: parent }, onClose }: UnitProps) => (
  <FieldsDialog
    title={`Create a unit in ${parent}`}
    verb="Create"
    fields={[{ name: 'name', label: 'Name' }]}
    change={(region, { name: Name }) =>
      organizations(region).send(new CreateOrganizationalUnitCommand({ ParentId, Name }))
    }
    done={({ name }) => `${name} is created.`}
    onClose={onClose}
  />
);

const RenameUnit = ({ unit: { id, name: before }, onClose }: UnitProps) => (
  <FieldsDialog
    title={`Rename ${before}`}
    verb="Rename"
    fields={[{ name: 'name', label: 'Name', initial: before }]}
    change={(region, { name: Name }) =>
      organizations(region).send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: id, Name }))
    }
    done={({ name }) => `${before} is called ${name}.`}
    onClose={onClose}
  />
);

const DeleteUnit = ({ unit: { id, name }, onClose }: UnitProps) => (
  <FieldsDialog
    title={`Delete ${name}?`}
    verb="Delete"
    change={(region) => organizations(region).send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: id }))}
    done={() => `${name} is deleted.`}
    onClose={onClose}
  >
    A unit is deleted once no account and no other unit is in it.
  </FieldsDialog>
);
