import classes from './segments.module.css';

interface Props<Id extends string> {
  /** What is chosen, for those who hear it. */
  label: string;
  options: readonly { id: Id; label: string; count?: number }[];
  current: Id;
  onChange(id: NoInfer<Id>): void;
  describedBy?: string;
}

/** One of a few, all of them in sight. */
export function Segments<Id extends string>({ label, options, current, onChange, describedBy }: Props<Id>) {
  return (
    <fieldset className={classes.segments} aria-describedby={describedBy}>
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <button key={option.id} type="button" aria-pressed={option.id === current} onClick={() => onChange(option.id)}>
          {option.label}
          {option.count === undefined ? null : (
            <>
              {' '}
              <span className={classes.count}>{option.count}</span>
            </>
          )}
        </button>
      ))}
    </fieldset>
  );
}
