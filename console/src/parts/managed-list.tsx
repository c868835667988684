import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { EmptyState } from './query-state.tsx';
import { ResourceTable } from './resource-table.tsx';
import { useSelection } from './use-selection.ts';

type TableProps<T> = ComponentProps<typeof ResourceTable<T>>;
type Close = () => void;

interface ManagedListProps<T> extends Omit<TableProps<T>, 'selection' | 'actions' | 'empty'> {
  /** What one of them is, such as `user`. */
  readonly thing: string;
  /** What is said where there is none, in place of that there are none of the title. */
  readonly none?: string;
  /** And beside that. */
  readonly advice?: string;
  /** Whether one can be edited and deleted; all can, where it is not given. */
  readonly isOwn?: (item: T) => boolean;
  readonly createDialog: (close: Close) => ReactNode;
  readonly editDialog?: (chosen: T, close: Close) => ReactNode;
  /** `forget` takes it out of what is chosen, so that it is not asked for once it is gone. */
  readonly deleteDialog: (chosen: T, close: Close, forget: () => void) => ReactNode;
  /** More that can be done with the one that is chosen. */
  readonly actions?: (chosen: T | undefined) => ReactNode;
  /** What stands below while one is chosen. */
  readonly below?: (chosen: T) => ReactNode;
}

/** A list of things of which one can be created, and a chosen one edited and deleted, each in a dialog over it. */
export function ManagedList<T>(props: ManagedListProps<T>) {
  const { thing, none, advice, isOwn, createDialog, editDialog, deleteDialog, actions, below, ...table } = props;
  const [open, setOpen] = useState<'create' | 'edit' | 'delete'>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(table.list.items, table.idOf);
  const close = () => setOpen(undefined);
  const isChangeable = chosen !== undefined && (isOwn?.(chosen) ?? true);
  const create = <Button onClick={() => setOpen('create')}>Create {thing}</Button>;
  return (
    <SpaceBetween size="m">
      <ResourceTable
        {...table}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!isChangeable} onClick={() => setOpen('delete')}>
              Delete
            </Button>
            {editDialog && (
              <Button disabled={!isChangeable} onClick={() => setOpen('edit')}>
                Edit
              </Button>
            )}
            {actions?.(chosen)}
            {create}
          </SpaceBetween>
        }
        empty={
          <EmptyState title={none ?? `No ${table.title?.toLowerCase()}`} action={create}>
            {advice}
          </EmptyState>
        }
      />
      {chosen && below?.(chosen)}
      {open === 'create' && createDialog(close)}
      {open === 'edit' && chosen && editDialog?.(chosen, close)}
      {open === 'delete' && chosen && deleteDialog(chosen, close, () => selection.onChange([]))}
    </SpaceBetween>
  );
}
