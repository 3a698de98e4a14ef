import { type ReactNode, useId } from 'react';
import classes from './choice.module.css';

interface Props<Value extends string> {
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: ReactNode }[];
  onChange(value: Value): void;
}

/** One of a few ways, each with a word on what it means. */
export function Choice<Value extends string>({ legend, value, options, onChange }: Props<Value>) {
  const id = useId();
  return (
    <fieldset className={classes.choice}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <div key={option.value} className={classes.option}>
          <input
            type="radio"
            id={id + option.value}
            name={id}
            checked={option.value === value}
            aria-describedby={option.hint === undefined ? undefined : `${id}${option.value}-hint`}
            onChange={() => onChange(option.value)}
          />
          <label htmlFor={id + option.value}>{option.label}</label>
          {option.hint === undefined ? null : (
            <p id={`${id}${option.value}-hint`} className={classes.hint}>
              {option.hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  );
}
