import { useLocale, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock/server-clock';
import bar from '../audit/question-bar.module.css';
import { MomentField, STEPS, type Step } from '../audit/time-picker';
import { useZone } from '../audit/use-question';
import classes from './actions.module.css';

interface Props {
  from: string | undefined;
  to: string | undefined;
  onChange(time: { from?: string; to?: string }): void;
}

/** The whole log, or a span of it. */
export function ActionsTime({ from, to, onChange }: Props) {
  const t = useTranslations('actions');
  const time = useTranslations('audit.time');
  const zone = useZone(useLocale());
  const isSpan = from !== undefined || to !== undefined;
  const before = (step: Step) => new Date(Math.floor((serverNow() - STEPS[step]) / 1000) * 1000).toISOString();
  return (
    <div className={`${bar.when} ${classes.time}`}>
      <fieldset className={bar.segments}>
        <legend className="visually-hidden">{t('time')}</legend>
        <button type="button" aria-pressed={!isSpan} onClick={() => onChange({ from: undefined, to: undefined })}>
          {t('any')}
        </button>
        <button
          type="button"
          aria-pressed={isSpan}
          onClick={() => (isSpan ? undefined : onChange({ from: before('day'), to: undefined }))}
        >
          {t('span')}
        </button>
      </fieldset>
      {isSpan ? (
        <>
          <MomentField label={t('from')} value={from} onChange={(moment) => onChange({ from: moment, to })} />
          <span className={bar.dash} aria-hidden>
            –
          </span>
          <MomentField label={t('to')} value={to} onChange={(moment) => onChange({ from, to: moment })} />
          <span className={bar.steps}>
            {(Object.keys(STEPS) as Step[]).map((step) => (
              <button
                key={step}
                type="button"
                className={bar.step}
                onClick={() => onChange({ from: before(step), to: undefined })}
              >
                {time(`last.${step}`)}
              </button>
            ))}
          </span>
        </>
      ) : null}
      <span className={bar.zone}>{time('zone', { zone })}</span>
    </div>
  );
}
