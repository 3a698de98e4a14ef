import { NativeSelect } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './filter-bar.module.css';

/** `summary` is read out when it changes while the reader filters, not whenever the fleet changes. */
export function FilterBar({ children, summary }: { children: ReactNode; summary?: ReactNode }) {
  const [isInUse, setInUse] = useState(false);
  return (
    <search className={classes.bar} onFocus={() => setInUse(true)} onBlur={() => setInUse(false)}>
      {children}
      <span className={classes.summary} aria-live={isInUse ? 'polite' : 'off'}>
        {summary}
      </span>
    </search>
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
