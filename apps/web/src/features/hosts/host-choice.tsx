import { Checkbox } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import classes from './host-choice.module.css';
import { HostStatusWords } from './host-status';

interface Props {
  hosts: readonly Host[];
  /** Their ids. */
  chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
}

/** The hosts that a job is to run on, by name; of one that is not connected it says that the job waits for it. */
export function HostChoice({ hosts, chosen, onChange }: Props) {
  const t = useTranslations('hosts.choice');
  const id = useId();
  const sorted = [...hosts].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const toggle = (hostId: string) => {
    const next = new Set(chosen);
    if (!next.delete(hostId)) next.add(hostId);
    onChange(next);
  };
  const areAll = sorted.every((host) => chosen.has(host.id));
  return (
    <fieldset className={classes.hosts}>
      <legend>
        {t('hosts')}
        <button
          type="button"
          className={classes.all}
          onClick={() => onChange(new Set(areAll ? [] : sorted.map((host) => host.id)))}
        >
          {areAll ? t('none') : t('all')}
        </button>
      </legend>
      <ul>
        {sorted.map((host) => (
          <li key={host.id}>
            <label className={classes.host} htmlFor={`${id}${host.id}`}>
              <Checkbox id={`${id}${host.id}`} checked={chosen.has(host.id)} onChange={() => toggle(host.id)} />
              <strong className="truncate">{host.name}</strong>
              <span className={classes.state}>
                <HostStatusWords host={host} withAge={false} />
                {host.status === 'online' ? null : <span className="quiet"> · {t('waits')}</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
