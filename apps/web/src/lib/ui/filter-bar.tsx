import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './filter-bar.module.css';

export function FilterBar({ children, summary }: { children: ReactNode; summary?: ReactNode }) {
  return (
    <div className={classes.bar}>
      {children}
      <span className={classes.summary} aria-live="polite">
        {summary}
      </span>
    </div>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  /** What the empty choice is called. */
  all: string;
  options: readonly { value: string; label: string }[];
  onChange(value: string | undefined): void;
}

export function Filter({ label, value, all, options, onChange }: FilterProps) {
  return (
    <NativeSelect
      aria-label={label}
      value={value ?? ''}
      data={[{ value: '', label: all }, ...options]}
      data-chosen={value !== undefined || undefined}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
}
