import classes from './progress-bar.module.css';

interface Props {
  label: string;
  /** Share done, 0 to 1; absent while nobody can say. */
  value?: number;
  tone?: 'accent' | 'good' | 'bad' | 'idle';
}

export function ProgressBar({ label, value, tone = 'accent' }: Props) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classes.track}
      data-tone={tone}
      data-unknown={percent === undefined || undefined}
    >
      <div className={classes.fill} style={{ transform: `scaleX(${(percent ?? 100) / 100})` }} />
    </div>
  );
}
