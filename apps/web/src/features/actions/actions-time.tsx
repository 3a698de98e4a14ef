import { useLocale, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock/server-clock';
import { Segments } from '../../lib/ui/segments';
import bar from '../audit/question-bar.module.css';
import { MomentField, STEPS, type Step } from '../audit/time-picker';
import { useZone } from '../audit/use-question';
import classes from './actions.module.css';

const EXTENTS = ['any', 'span'] as const;

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
  const extent = from === undefined && to === undefined ? 'any' : 'span';
  const before = (step: Step) => new Date(Math.floor((serverNow() - STEPS[step]) / 1000) * 1000).toISOString();
  const choose = (chosen: (typeof EXTENTS)[number]) => {
    if (chosen !== extent) onChange({ from: chosen === 'any' ? undefined : before('day'), to: undefined });
  };
  return (
    <div className={`${bar.when} ${classes.time}`}>
      <Segments
        label={t('time')}
        options={EXTENTS.map((id) => ({ id, label: t(id) }))}
        current={extent}
        onChange={choose}
      />
      {extent === 'span' ? (
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
