import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { clockOffsetOf, useHosts } from '../hosts/use-hosts';
import classes from './audit.module.css';

/** Of the hosts of an answer, those whose clocks are out of step: its times are told after having been set right by that. */
export function ClockNote({ hostIds }: { hostIds: Iterable<string> }) {
  const t = useTranslations('audit.clocks');
  const facts = useTranslations('hosts.facts');
  const format = useFormat();
  const { data: hosts = [] } = useHosts();
  const asked = new Set(hostIds);
  const off = hosts.filter((host) => asked.has(host.id) && clockOffsetOf(host) !== 0);
  if (off.length === 0) return null;
  return (
    <details className={classes.unobserved} open={off.length <= 3}>
      <summary>
        <strong>{t('title', { hosts: off.length })}</strong> {t('means')}
      </summary>
      <ul>
        {off.map((host) => {
          const time = format.duration(Math.abs(clockOffsetOf(host)) / 1_000);
          return (
            <li key={host.id}>
              <AppLink href={hrefTo.host(host.id)} className="link">
                {host.name}
              </AppLink>{' '}
              {facts(clockOffsetOf(host) > 0 ? 'clockAhead' : 'clockBehind', { time })}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
