// biome-ignore-all lint/a11y/useSemanticElements: a row in sight is moved to its place by a transform, and is a grid itself: as a tr it would lose the role that is given here
// biome-ignore-all lint/a11y/useFocusableInteractive: the first cell's link opens the row and its box chooses it: those take the focus, and a row that did too would be one stop more
import { FlexRender, type Row, type RowData } from '@tanstack/react-table';
import Link from 'next/link';
import { memo } from 'react';
import classes from './data-table.module.css';
import type { DataColumn, Features } from './data-table-columns';

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

export const BodyRow = memo(PlainBodyRow, (a, b) => {
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
