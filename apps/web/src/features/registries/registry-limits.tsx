import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { useHosts } from '../hosts/use-hosts';
import type { RegistryForm } from './registry-form';
import classes from './registry-limits.module.css';

interface Props {
  form: RegistryForm;
  onChange(part: Partial<RegistryForm>): void;
}

/** Who may use the credential, and on which hosts. */
export function RegistryLimits({ form, onChange }: Props) {
  const t = useTranslations('registries.form');
  const hosts = useHosts();
  const users = useQuery({ queryKey: KEYS.userNames, queryFn: ({ signal }) => call('listUserNames', { signal }) });
  return (
    <>
      <Limit
        legend={t('users')}
        all={t('allUsers')}
        some={t('someUsers')}
        none={t('noUser')}
        options={(users.data ?? []).map(({ username }) => ({ value: username, label: username }))}
        chosen={form.allowedUsers}
        onChange={(allowedUsers) => onChange({ allowedUsers })}
      />
      <Limit
        legend={t('hosts')}
        all={t('allHosts')}
        some={t('someHosts')}
        none={t('noHost')}
        options={(hosts.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={form.allowedHostIds}
        onChange={(allowedHostIds) => onChange({ allowedHostIds })}
      />
    </>
  );
}

interface LimitProps {
  legend: string;
  all: string;
  some: string;
  /** Said where some are wanted and none is chosen. */
  none: string;
  options: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

/** All of them, or some: an empty choice limits nothing. */
export function Limit({ legend, all, some, none, options, chosen, onChange }: LimitProps) {
  const name = useId();
  const [isLimited, setLimited] = useState(chosen.length > 0);
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return (
    <fieldset className={classes.limit}>
      <legend>{legend}</legend>
      <label>
        <input
          type="radio"
          name={name}
          checked={!isLimited}
          onChange={() => {
            setLimited(false);
            onChange([]);
          }}
        />{' '}
        {all}
      </label>
      <label>
        <input type="radio" name={name} checked={isLimited} onChange={() => setLimited(true)} /> {some}
      </label>
      {isLimited ? (
        <ul className={classes.options}>
          {options.map(({ value, label }, index) => (
            <li key={value}>
              <Checkbox
                label={label}
                checked={chosen.includes(value)}
                onChange={() => toggle(value)}
                // None chosen would mean all: the form does not go off like that.
                ref={(box) => box?.setCustomValidity(index === 0 && chosen.length === 0 ? none : '')}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </fieldset>
  );
}
