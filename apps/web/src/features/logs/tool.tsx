import type { ReactNode } from 'react';
import classes from './log-viewer.module.css';

interface Props {
  label: string;
  children: ReactNode;
}

export function Tool({ label, isOn, onClick, children }: Props & { isOn?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

export function ToolLink({ label, href, children }: Props & { href: string }) {
  return (
    <a className={classes.tool} href={href} download aria-label={label} title={label}>
      {children}
    </a>
  );
}
