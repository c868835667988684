import { type PropertyFilterProperty, useCollection } from '@cloudscape-design/collection-hooks';
import Button from '@cloudscape-design/components/button';
import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { AwsList } from '../aws/use-aws.ts';
import { type CsvValue, csvOf, download } from './csv.ts';
import { EmptyState, QueryError } from './query-state.tsx';
import { useTablePreferences } from './table-preferences.ts';

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  /** What it is sorted by, filtered by and exported as, and shown as where there is no `cell`. */
  readonly value: (item: T) => CsvValue;
  readonly cell?: (item: T) => ReactNode;
  /** Whether it is not shown until somebody chooses it. */
  readonly hidden?: boolean;
  readonly width?: number;
}

interface ResourceTableProps<T> {
  /** What preferences are kept under, and the name of a downloaded file. */
  readonly name: string;
  readonly title: string;
  readonly description?: ReactNode;
  /** In plural, in lower case: "licenses". */
  readonly things: string;
  readonly list: AwsList<T>;
  readonly columns: readonly Column<T>[];
  readonly idOf: (item: T) => string;
  readonly empty: ReactNode;
  readonly initialFilter?: readonly PropertyFilterProps.Token[];
  readonly variant?: TableProps.Variant;
  /** Buttons, for the items that are chosen: always rows of now, whenever they were chosen. */
  readonly actions?: ReactNode;
  readonly selection?: Selection;
}

interface Selection {
  readonly ids: readonly string[];
  readonly onChange: (ids: string[]) => void;
  readonly single?: boolean;
}

const PAGE_SIZES = [20, 50, 100];

/** A list of a service, with filters, sorting, pages, a choice of columns, and a CSV file of what is shown. */
export function ResourceTable<T>(props: ResourceTableProps<T>) {
  const { name, list, columns, things, variant = 'full-page' } = props;
  const [preferences, setPreferences] = useTablePreferences(name, {
    pageSize: PAGE_SIZES[0]!,
    wrapLines: true,
    contentDisplay: columns.map(({ id, hidden }) => ({ id, visible: !hidden })),
  });
  const rows = useRows(props, preferences.pageSize);
  const { collectionProps, propertyFilterProps, filteredItemsCount: found, paginationProps, allPageItems } = rows;
  return (
    <SpaceBetween size="s">
      <QueryError error={list.error} onRetry={list.refetch} />
      <Table<Row<T>>
        {...collectionProps}
        {...selectionProps(props, rows.items)}
        variant={variant}
        items={rows.items}
        loading={list.isPending}
        loadingText={`Loading ${things}`}
        empty={list.error && !list.items.length ? <EmptyState title="Not known" /> : collectionProps.empty}
        columnDefinitions={columns.map(columnDefinition)}
        columnDisplay={preferences.contentDisplay}
        wrapLines={preferences.wrapLines}
        stripedRows={preferences.stripedRows}
        stickyHeader
        resizableColumns
        ariaLabels={ariaLabels(props)}
        header={<TableHeader {...props} onDownload={() => save(name, columns, allPageItems)} />}
        filter={
          <PropertyFilter
            {...propertyFilterProps}
            countText={`${found} ${found === 1 ? 'match' : 'matches'}`}
            filteringPlaceholder={`Find ${things}`}
            filteringAriaLabel={`Find ${things}`}
          />
        }
        pagination={<Pagination {...paginationProps} />}
        preferences={<Preferences {...{ columns, preferences, setPreferences }} />}
        footer={list.hasNextPage && <LoadMore list={list} things={things} />}
      />
    </SpaceBetween>
  );
}

function useRows<T>(
  { list, columns, things, empty, initialFilter }: ResourceTableProps<T>,
  pageSize: number | undefined,
) {
  const collection = useCollection<Row<T>>(rowsOf(list.items, columns), {
    propertyFiltering: {
      filteringProperties: columns.map(filteringProperty),
      empty,
      noMatch: (
        <EmptyState title={`No ${things} match`} action={<Button onClick={() => clear()}>Clear filter</Button>} />
      ),
      defaultQuery: { tokens: initialFilter ?? [], operation: 'and' },
    },
    pagination: { pageSize: pageSize ?? PAGE_SIZES[0]! },
    sorting: {},
    selection: {},
  });
  const clear = () => collection.actions.setPropertyFiltering({ tokens: [], operation: 'and' });
  return collection;
}

/** What is chosen is kept by id, so that a row is always that of now. */
function selectionProps<T>(
  { selection, idOf }: ResourceTableProps<T>,
  rows: readonly Row<T>[],
): Partial<TableProps<Row<T>>> {
  const trackBy = ({ item }: Row<T>) => idOf(item);
  if (!selection) return { trackBy };
  const chosen = new Set(selection.ids);
  return {
    trackBy,
    selectionType: selection.single ? 'single' : 'multi',
    selectedItems: rows.filter((row) => chosen.has(trackBy(row))),
    onSelectionChange: ({ detail }) => selection.onChange(detail.selectedItems.map(trackBy)),
  };
}

/** A row as the table sorts and filters it: the values of the columns by their ids. */
type Row<T> = { readonly item: T } & Readonly<Record<string, unknown>>;

const rowsOf = <T,>(items: readonly T[], columns: readonly Column<T>[]): Row<T>[] =>
  items.map((item) => ({ ...Object.fromEntries(columns.map(({ id, value }) => [id, value(item) ?? ''])), item }));

const filteringProperty = <T,>({ id, header }: Column<T>): PropertyFilterProperty => ({
  key: id,
  propertyLabel: header,
  groupValuesLabel: header,
  operators: ['=', '!=', ':', '!:', '>=', '<='],
});

const columnDefinition = <T,>({ id, header, value, cell, width }: Column<T>): TableProps.ColumnDefinition<Row<T>> => ({
  id,
  header,
  sortingField: id,
  minWidth: 90,
  ...(width && { width }),
  cell: ({ item }) => (cell ? cell(item) : (value(item) ?? '–')),
});

const ariaLabels = <T,>({ title, idOf }: ResourceTableProps<T>): TableProps.AriaLabels<Row<T>> => ({
  tableLabel: title,
  selectionGroupLabel: 'Choose',
  allItemsSelectionLabel: () => 'Choose all',
  itemSelectionLabel: (_selected, { item }) => `Choose ${idOf(item)}`,
});

function save<T>(name: string, columns: readonly Column<T>[], rows: readonly Row<T>[]): void {
  const lines = rows.map(({ item }) => columns.map(({ value }) => value(item)));
  download(
    `${name}.csv`,
    csvOf(
      columns.map(({ header }) => header),
      lines,
    ),
  );
}

function TableHeader<T>(props: ResourceTableProps<T> & { onDownload: () => void }) {
  const { title, description, list, actions, onDownload, variant = 'full-page', selection } = props;
  const count = `(${selection?.ids.length ? `${selection.ids.length}/` : ''}${list.items.length}${list.hasNextPage ? '+' : ''})`;
  return (
    <Header
      variant={variant === 'full-page' ? 'awsui-h1-sticky' : 'h2'}
      description={description}
      counter={list.isPending ? undefined : count}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button
            iconName="download"
            ariaLabel="Download as CSV"
            onClick={onDownload}
            disabled={list.items.length === 0}
          />
          {actions}
        </SpaceBetween>
      }
    >
      {title}
    </Header>
  );
}

function LoadMore<T>({ list, things }: { list: AwsList<T>; things: string }) {
  return (
    <Button variant="normal" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
      {`Load more ${things}`}
    </Button>
  );
}

interface PreferencesProps<T> {
  readonly columns: readonly Column<T>[];
  readonly preferences: ReturnType<typeof useTablePreferences>[0];
  readonly setPreferences: ReturnType<typeof useTablePreferences>[1];
}

function Preferences<T>({ columns, preferences, setPreferences }: PreferencesProps<T>) {
  return (
    <CollectionPreferences
      preferences={preferences}
      onConfirm={({ detail }) => setPreferences(detail)}
      title="Preferences"
      pageSizePreference={{ options: PAGE_SIZES.map((value) => ({ value, label: `${value} rows` })) }}
      wrapLinesPreference={{}}
      stripedRowsPreference={{}}
      contentDisplayPreference={{
        options: columns.map(({ id, header }, at) => ({ id, label: header, alwaysVisible: at === 0 })),
      }}
    />
  );
}
