import { TextInput } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { Choice } from '../../lib/ui/choice';
import { type RollingText, WAYS } from './rolling';
import classes from './rolling-fields.module.css';

interface Props {
  value: RollingText;
  onChange(value: RollingText): void;
  /** With a single host there is nothing to choose, and nothing is shown; so with a single container. */
  hostCount: number;
  /** What it goes along. */
  unit?: 'hosts' | 'containers';
}

/** How a request goes on over its hosts: everywhere at once, or a few at a time with an end to it after failures. */
export function RollingFields({ value, onChange, hostCount, unit = 'hosts' }: Props) {
  const t = useTranslations('jobs.rolling');
  if (hostCount < 2) return null;
  return (
    <div className={classes.rolling}>
      <Choice
        legend={t('legend', { unit })}
        value={value.way}
        options={WAYS.map((way) => ({ value: way, label: t(way, { unit }), hint: t(`${way}Hint`, { unit }) }))}
        onChange={(way) => onChange({ ...value, way })}
      />
      {value.way === 'rolling' ? (
        <div className={classes.figures}>
          <TextInput
            type="number"
            label={t('width', { unit })}
            min={1}
            max={1000}
            required
            withAsterisk={false}
            value={value.width}
            onChange={(event) => onChange({ ...value, width: event.currentTarget.value })}
          />
          <TextInput
            type="number"
            label={t('stopAfter')}
            placeholder={t('never')}
            min={1}
            max={1000}
            value={value.stopAfter}
            onChange={(event) => onChange({ ...value, stopAfter: event.currentTarget.value })}
          />
        </div>
      ) : null}
    </div>
  );
}
