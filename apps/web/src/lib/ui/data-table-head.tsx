// biome-ignore-all lint/a11y/useSemanticElements: a th is a header only within a table element, and these share a grid of divs with rows that are moved by transforms
// biome-ignore-all lint/a11y/useFocusableInteractive: a header is sorted by the button, or chooses by the box, that is in it and takes the focus
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Column, RowData } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';
import type { Features, Selection, Sort } from './data-table-columns';

interface HeaderCellProps<T extends RowData> {
  column: Column<Features, T>;
  sort: Sort | undefined;
  children: ReactNode;
}

export function HeaderCell<T extends RowData>({ column, sort, children }: HeaderCellProps<T>) {
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
export function AllBox<T>({ selection, keys }: { selection: Selection<T>; keys: readonly string[] }) {
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
