import { useLocale, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock/server-clock';
import { Segments } from '../../lib/ui/segments';
import classes from './question-bar.module.css';
import { MomentField, STEPS, type Step } from './time-picker';
import { useZone } from './use-question';

const SECOND_TYPES = ['now', 'moment'] as const;

interface Props {
  from: string;
  /** Absent: now. */
  to?: string;
  onChange(time: { from?: string; to?: string }): void;
}

/** The two moments that are compared. */
export function ChangesTime({ from, to, onChange }: Props) {
  const t = useTranslations('audit');
  const zone = useZone(useLocale());
  const now = () => new Date(Math.floor(serverNow() / 1000) * 1000).toISOString();
  return (
    <div className={classes.when}>
      <span className={classes.lead}>{t('changes.between')}</span>
      <MomentField label={t('changes.first')} value={from} onChange={(moment) => onChange({ from: moment })} />
      <span className={classes.lead}>{t('changes.and')}</span>
      <Segments
        label={t('changes.second')}
        options={SECOND_TYPES.map((id) => ({ id, label: t(`time.type.${id}`) }))}
        current={to === undefined ? 'now' : 'moment'}
        onChange={(type) => onChange({ to: type === 'now' ? undefined : (to ?? now()) })}
      />
      {to === undefined ? null : (
        <MomentField label={t('changes.second')} value={to} onChange={(moment) => onChange({ to: moment })} />
      )}
      <span className={classes.steps}>
        {(Object.keys(STEPS) as Step[]).map((step) => (
          <button
            key={step}
            type="button"
            className={classes.step}
            onClick={() =>
              onChange({
                from: new Date((to === undefined ? Date.parse(now()) : Date.parse(to)) - STEPS[step]).toISOString(),
              })
            }
          >
            {t(`time.last.${step}`)}
          </button>
        ))}
      </span>
      <span className={classes.zone}>{t('time.zone', { zone })}</span>
    </div>
  );
}
