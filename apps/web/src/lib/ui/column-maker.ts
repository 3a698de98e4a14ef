import type { RowData } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import type { ColumnLook, DataColumn } from './data-table-columns';

/** Makes the columns of a list that comes in the control plane's order; by those in `sorted` it can be asked for. */
export function columnMaker<T extends RowData>(header: (id: string) => string, sorted: readonly string[] = []) {
  return (id: string, meta: ColumnLook, cell: (row: T) => ReactNode): DataColumn<T> => ({
    id,
    // Nothing is sorted by it here; it only says that it can be, from the first to the last.
    ...(sorted.includes(id) ? { accessorFn: () => '' } : { enableSorting: false }),
    header: header(id),
    meta,
    cell: ({ row }) => cell(row.original),
  });
}
