import { useTranslations } from 'use-intl/react';
import { Segments } from '../../lib/ui/segments';
import { RANGE_IDS, type RangeId } from './ranges';
import classes from './stats.module.css';

/** Choice of the time that the charts show. */
export function RangeSwitch({ value, onChange }: { value: RangeId; onChange(range: RangeId): void }) {
  const t = useTranslations('stats');
  return (
    <div className={classes.ranges}>
      <Segments
        label={t('range')}
        options={RANGE_IDS.map((id) => ({ id, label: t(`ranges.${id}`) }))}
        current={value}
        onChange={onChange}
      />
    </div>
  );
}
