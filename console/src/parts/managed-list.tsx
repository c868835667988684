import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { EmptyState } from './query-state.tsx';
import { ResourceTable } from './resource-table.tsx';
import { useSelection } from './use-selection.ts';

type TableProps<T> = ComponentProps<typeof ResourceTable<T>>;

interface ManagedListProps<T> extends Omit<TableProps<T>, 'selection' | 'actions' | 'empty'> {
  /** What one of them is, such as `user`. */
  readonly thing: string;
  /** What is said where there is none, beside that. */
  readonly advice?: string;
  readonly createDialog: (close: () => void) => ReactNode;
  readonly deleteDialog: (chosen: T, close: () => void) => ReactNode;
}

/** A list of things of which one can be created, and a chosen one deleted, each in a dialog over it. */
export function ManagedList<T>({ thing, advice, createDialog, deleteDialog, ...table }: ManagedListProps<T>) {
  const [open, setOpen] = useState<'create' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(table.list.items, table.idOf);
  const close = () => setOpen(undefined);
  const create = <Button onClick={() => setOpen('create')}>Create {thing}</Button>;
  return (
    <>
      <ResourceTable
        {...table}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            {create}
          </SpaceBetween>
        }
        empty={
          <EmptyState title={`No ${table.title?.toLowerCase()}`} action={create}>
            {advice}
          </EmptyState>
        }
      />
      {open === 'create' && createDialog(close)}
      {open === 'delete' && chosen && deleteDialog(chosen, close)}
    </>
  );
}
