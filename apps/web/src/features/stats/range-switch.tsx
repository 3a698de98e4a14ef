import { useTranslations } from 'use-intl/react';
import { RANGE_IDS, type RangeId } from './ranges';
import classes from './stats.module.css';

/** Choice of the time that the charts show. */
export function RangeSwitch({ value, onChange }: { value: RangeId; onChange(range: RangeId): void }) {
  const t = useTranslations('stats');
  return (
    <fieldset className={classes.ranges}>
      <legend className={classes.hidden}>{t('range')}</legend>
      {RANGE_IDS.map((id) => (
        <button key={id} type="button" aria-pressed={id === value} onClick={() => onChange(id)}>
          {t(`ranges.${id}`)}
        </button>
      ))}
    </fieldset>
  );
}
