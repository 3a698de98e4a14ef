// biome-ignore-all lint/a11y/useSemanticElements: rows lie by a grid and by transforms, which a table element does not take; the roles say what they are
// biome-ignore-all lint/a11y/useFocusableInteractive: the links and buttons within the cells take the focus
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import {
  type Column,
  type ColumnDef,
  createSortedRowModel,
  FlexRender,
  type Row,
  type RowData,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import Link from 'next/link';
import { type CSSProperties, memo, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import classes from './data-table.module.css';

export interface ColumnLook {
  /** A track of the grid: `120px`, `minmax(160px, 2fr)`. */
  width: string;
  align?: 'end';
  /** Place in the two-line row of a narrow screen; absent: not shown there. */
  narrow?: 'title' | 'end' | 'line' | 'line-end';
  /** Left out where a wide screen's columns do not fit. */
  isExtra?: true;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  columnMeta: {} as ColumnLook,
});
type Features = typeof features;

export type DataColumn<T extends RowData> = ColumnDef<Features, T> & { meta: ColumnLook };

export interface Sort {
  id: string;
  desc: boolean;
}

/** Rows that are chosen for an action on all of them. */
export interface Selection<T> {
  /** Keys of rows. */
  chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
  /** What the box of a row chooses, for those who hear it. */
  label(row: T): string;
  /** The same of the box that chooses every row that is here. */
  labelOfAll: string;
}

interface Props<T extends RowData> {
  /** What the table lists, for those who hear it. */
  label: string;
  columns: DataColumn<T>[];
  rows: T[];
  rowKey(row: NoInfer<T>): string;
  rowHref(row: NoInfer<T>): string;
  /** What a row leads to is shown on this page: where the reader has scrolled to stays. */
  rowsOpenHere?: boolean;
  /** Absent: the rows are as they come, and the reader does not sort them. */
  sort?: Sort;
  onSort?(sort: Sort): void;
  /** The rows come sorted; else they are sorted here. */
  sortedByServer?: boolean;
  /** Rows in all, when they are not all here yet. */
  total?: number;
  onNearEnd?(): void;
  selection?: Selection<NoInfer<T>>;
}

const NARROW = '(max-width: 900px)';
const TIGHT = '(min-width: 900.02px) and (max-width: 1240px)';
/** As `--row` of tokens.css, in pixels. */
const ROW_HEIGHT = { wide: 38, narrow: 58 };
const OVERSCAN = 10;
/** Track of the boxes that choose rows. */
const BOX_TRACK = '16px';

/** A table of any length in the page's own scroll; only the rows in sight are in the document. */
export function DataTable<T extends RowData>(props: Props<T>) {
  const { rows, rowKey, sort, onSort, selection } = props;
  const isTight = useMediaQuery(TIGHT, false, { getInitialValueInEffect: false });
  const columns = useMemo(
    () => (isTight ? props.columns.filter((column) => column.meta.isExtra !== true) : props.columns),
    [isTight, props.columns],
  );
  const sorting = sort === undefined ? [] : [sort];
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowKey,
    manualSorting: props.sortedByServer === true,
    enableSorting: sort !== undefined,
    enableSortingRemoval: false,
    state: { sorting },
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update;
      if (next !== undefined) onSort?.(next);
    },
  });
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const height = isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide;
  const body = useRef<HTMLDivElement>(null);
  const models = table.getRowModel().rows;
  const virtualizer = useWindowVirtualizer({
    count: models.length,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollMargin: body.current?.offsetTop ?? 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height is the reason to measure again
  useEffect(() => virtualizer.measure(), [height, virtualizer]);

  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= models.length - 2 * OVERSCAN;
  const { onNearEnd } = props;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd]);

  const newest = useRef(selection);
  newest.current = selection;
  const onChoose = useCallback((key: string) => {
    if (newest.current === undefined) return;
    const chosen = new Set(newest.current.chosen);
    if (!chosen.delete(key)) chosen.add(key);
    newest.current.onChange(chosen);
  }, []);

  const widths = columns.map((column) => column.meta.width);
  const tracks = (selection === undefined ? widths : [BOX_TRACK, ...widths]).join(' ');
  return (
    <div
      role="table"
      aria-label={props.label}
      aria-rowcount={(props.total ?? rows.length) + 1}
      className={classes.table}
      data-selectable={selection !== undefined || undefined}
      style={{ '--tracks': tracks } as CSSProperties}
    >
      <div role="rowgroup" className={classes.head}>
        <div role="row" className={classes.row} aria-rowindex={1}>
          {selection === undefined ? null : <AllBox selection={selection} keys={rows.map(rowKey)} />}
          {table.getHeaderGroups()[0]?.headers.map((header) => (
            <HeaderCell key={header.id} column={header.column} sort={sort}>
              <table.FlexRender header={header} />
            </HeaderCell>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = models[item.index];
          if (row === undefined) return null;
          return (
            <BodyRow
              key={row.id}
              row={row}
              data={row.original}
              columns={columns}
              href={props.rowHref(row.original)}
              keepsScroll={props.rowsOpenHere === true}
              index={item.index}
              top={item.start - virtualizer.options.scrollMargin}
              boxLabel={selection?.label(row.original)}
              isChosen={selection?.chosen.has(row.id)}
              onChoose={onChoose}
            />
          );
        })}
      </div>
    </div>
  );
}

interface HeaderCellProps<T extends RowData> {
  column: Column<Features, T>;
  sort: Sort | undefined;
  children: ReactNode;
}

function HeaderCell<T extends RowData>({ column, sort, children }: HeaderCellProps<T>) {
  const look = column.columnDef.meta;
  if (sort === undefined || !column.getCanSort()) {
    return (
      <div role="columnheader" className={classes.cell} data-align={look?.align}>
        {children}
      </div>
    );
  }
  const isSorted = sort.id === column.id;
  const direction = sort.desc ? 'descending' : 'ascending';
  const Arrow = sort.desc ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      className={classes.cell}
      data-align={look?.align}
      aria-sort={isSorted ? direction : 'none'}
    >
      <button type="button" className={classes.sort} onClick={() => column.toggleSorting()}>
        {children}
        {isSorted ? <Arrow size={12} stroke={2} aria-hidden /> : null}
      </button>
    </div>
  );
}

/** Chooses every row that is here; half-way while some are chosen. */
function AllBox<T>({ selection, keys }: { selection: Selection<T>; keys: readonly string[] }) {
  const count = keys.filter((key) => selection.chosen.has(key)).length;
  const areAll = count > 0 && count === keys.length;
  return (
    <div role="columnheader" className={classes.box}>
      <input
        type="checkbox"
        aria-label={selection.labelOfAll}
        checked={areAll}
        ref={(box) => {
          if (box !== null) box.indeterminate = count > 0 && !areAll;
        }}
        onChange={() => selection.onChange(new Set(areAll ? [] : keys))}
      />
    </div>
  );
}

interface BodyRowProps<T extends RowData> {
  row: Row<Features, T>;
  /** The row's data and the columns: what decides whether it is drawn again. */
  data: T;
  columns: DataColumn<T>[];
  href: string;
  keepsScroll: boolean;
  index: number;
  top: number;
  /** Absent: rows are not chosen here. */
  boxLabel?: string;
  isChosen?: boolean;
  onChoose(key: string): void;
}

const BodyRow = memo(PlainBodyRow, (a, b) => {
  const isSameData = a.data === b.data && a.columns === b.columns;
  const isSameBox = a.isChosen === b.isChosen && a.boxLabel === b.boxLabel;
  return isSameData && isSameBox && a.top === b.top && a.href === b.href && a.index === b.index;
}) as typeof PlainBodyRow;

function PlainBodyRow<T extends RowData>({
  row,
  href,
  keepsScroll,
  index,
  top,
  boxLabel,
  isChosen,
  onChoose,
}: BodyRowProps<T>) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-chosen={isChosen || undefined}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      {boxLabel === undefined ? null : (
        <div role="cell" className={`${classes.box} above`}>
          <input type="checkbox" aria-label={boxLabel} checked={isChosen === true} onChange={() => onChoose(row.id)} />
        </div>
      )}
      {row.getAllCells().map((cell, position) => (
        <div
          role="cell"
          key={cell.id}
          className={classes.cell}
          data-align={cell.column.columnDef.meta?.align}
          data-narrow={cell.column.columnDef.meta?.narrow ?? 'none'}
        >
          {position === 0 ? (
            <Link href={href} prefetch={false} scroll={keepsScroll ? false : undefined} className={classes.target}>
              <FlexRender cell={cell} />
            </Link>
          ) : (
            <FlexRender cell={cell} />
          )}
        </div>
      ))}
    </div>
  );
}
