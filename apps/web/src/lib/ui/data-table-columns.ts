import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table';

export interface ColumnLook {
  /** A track of the grid: `120px`, `minmax(160px, 2fr)`. */
  width: string;
  align?: 'end';
  /** Place in the two-line row of a narrow screen; absent: not shown there. */
  narrow?: 'title' | 'end' | 'line' | 'line-end';
  /** Left out where a wide screen's columns do not fit. */
  isExtra?: true;
}

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  columnMeta: {} as ColumnLook,
});
export type Features = typeof features;

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
