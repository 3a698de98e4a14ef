import type { ReactNode } from 'react';
import classes from './plain-table.module.css';

export interface PlainColumn<T> {
  /** Its name stands above it, and on a narrow screen before each value; absent for actions. */
  readonly name?: string;
  readonly isNumber?: boolean;
  /** Undefined: nothing to say of this row. */
  readonly cell: (row: T) => ReactNode;
}

interface Props<T> {
  /** What the table lists, for those who hear it. */
  label: string;
  columns: readonly PlainColumn<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
}

/** A table of some hundred rows at most; longer ones are `DataTable`s. */
export function PlainTable<T>({ label, columns, rows, rowKey }: Props<T>) {
  return (
    <table aria-label={label} className={classes.table}>
      <thead>
        <tr>
          {columns.map(({ name, isNumber }) => (
            <th key={name ?? ''} scope="col" data-align={isNumber ? 'end' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ name, isNumber, cell }, position) => {
              const content = cell(row);
              return (
                <td
                  key={name ?? ''}
                  data-align={isNumber ? 'end' : undefined}
                  data-name={position === 0 ? undefined : name}
                  data-empty={content === undefined || undefined}
                >
                  {content === undefined ? null : <div className={classes.value}>{content}</div>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function RowActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
