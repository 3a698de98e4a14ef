// biome-ignore-all lint/a11y/useSemanticElements: rows lie by a grid and by transforms, which a table element does not take; the roles say what they are
// biome-ignore-all lint/a11y/useFocusableInteractive: the links and buttons within the cells take the focus
import { useMediaQuery } from '@mantine/hooks';
import { type RowData, useTable } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useCallback, useEffect, useMemo, useRef } from 'react';
import classes from './data-table.module.css';
import { type DataColumn, features, type Selection, type Sort } from './data-table-columns';
import { AllBox, HeaderCell } from './data-table-head';
import { BodyRow } from './data-table-row';

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
