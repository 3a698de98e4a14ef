import { TextInput } from '@mantine/core';
import { useId } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock/server-clock';
import { Segments } from '../../lib/ui/segments';
import { fromLocalInput, toLocalInput, type When } from './question';
import classes from './question-bar.module.css';
import { useTyped, useZone } from './use-question';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back a click goes. */
export const STEPS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
export type Step = keyof typeof STEPS;

const TYPES = ['now', 'moment', 'span'] as const;

interface Props {
  when: When;
  /** What can be asked about here. */
  types?: readonly When['type'][];
  onChange(time: { asOf?: string; from?: string; to?: string }): void;
}

const NOTHING = { asOf: undefined, from: undefined, to: undefined };

function before(step: Step): string {
  return new Date(Math.floor((serverNow() - STEPS[step]) / 1000) * 1000).toISOString();
}

/** Now, a moment, or a span of time; said in the reader's zone. */
export function TimePicker({ when, types = TYPES, onChange }: Props) {
  const t = useTranslations('audit.time');
  const id = useId();
  const zone = useZone(useLocale());
  const choose = (type: When['type']) => {
    if (type === 'now') onChange(NOTHING);
    if (type === 'moment') onChange({ ...NOTHING, asOf: (when.type === 'span' && when.from) || before('hour') });
    if (type === 'span') onChange({ ...NOTHING, from: (when.type === 'moment' && when.asOf) || before('day') });
  };
  return (
    <div className={classes.when}>
      <Segments
        label={t('label')}
        describedBy={id}
        options={types.map((type) => ({ id: type, label: t(`type.${type}`) }))}
        current={when.type}
        onChange={choose}
      />
      {when.type === 'moment' ? (
        <MomentField label={t('moment')} value={when.asOf} onChange={(asOf) => onChange({ ...NOTHING, asOf })} />
      ) : null}
      {when.type === 'span' ? (
        <>
          <MomentField
            label={t('from')}
            value={when.from}
            onChange={(from) => onChange({ ...NOTHING, from, to: when.to })}
          />
          <span className={classes.dash} aria-hidden>
            –
          </span>
          <MomentField
            label={t('to')}
            value={when.to}
            onChange={(to) => onChange({ ...NOTHING, from: when.from, to })}
          />
        </>
      ) : null}
      {when.type === 'now' ? null : (
        <span className={classes.steps}>
          {(Object.keys(STEPS) as Step[]).map((step) => (
            <button
              key={step}
              type="button"
              className={classes.step}
              onClick={() =>
                onChange({ ...NOTHING, ...(when.type === 'span' ? { from: before(step) } : { asOf: before(step) }) })
              }
            >
              {t(`${when.type === 'span' ? 'last' : 'ago'}.${step}`)}
            </button>
          ))}
        </span>
      )}
      <span id={id} className={classes.zone}>
        {t('zone', { zone })}
      </span>
    </div>
  );
}

interface FieldProps {
  label: string;
  value: string | undefined;
  onChange(iso: string | undefined): void;
}

/** A moment in the reader's zone; taken over when the reader leaves the field or presses Enter. */
export function MomentField({ label, value, onChange }: FieldProps) {
  const { text, setDraft, finish } = useTyped(value === undefined ? '' : toLocalInput(value), (typed) =>
    onChange(fromLocalInput(typed)),
  );
  return (
    <TextInput
      type="datetime-local"
      className={classes.moment}
      step={1}
      aria-label={label}
      title={label}
      value={text}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
      }}
    />
  );
}
