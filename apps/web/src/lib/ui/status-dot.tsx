import classes from './status-dot.module.css';

/** `good` is a filled disc, `warn` a ring with a core, `bad` a square, `idle` a ring: the shape says it without colour. */
export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'busy';

/** Always beside words: it is decoration for those who see it. */
export function StatusDot({ tone }: { tone: Tone }) {
  return <span className={classes.dot} data-tone={tone} aria-hidden="true" />;
}
