import type { Host } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { StatusDot } from '../../lib/ui/status-dot';
import { hostTone } from '../hosts/host-status';
import { useHosts } from '../hosts/use-hosts';
import classes from './overview-page.module.css';

/** More hosts than this are for the page of hosts. */
const SHOWN = 48;
const WORST_FIRST = ['bad', 'warn', 'idle', 'busy', 'good'];

export function HostGrid() {
  const t = useTranslations('overview');
  const hosts = useHosts();
  const all = hosts.data ?? [];
  const shown = [...all]
    .sort(
      (a, b) =>
        WORST_FIRST.indexOf(hostTone(a)) - WORST_FIRST.indexOf(hostTone(b)) ||
        a.name.localeCompare(b.name, undefined, { numeric: true }),
    )
    .slice(0, SHOWN);
  return (
    <Section
      title={t('hosts')}
      aside={
        <AppLink href="/hosts/" className="link">
          {all.length > SHOWN ? t('allOfThem', { count: all.length }) : t('toHosts')}
        </AppLink>
      }
    >
      {hosts.isPending ? <SkeletonRows count={3} /> : null}
      {hosts.isError && hosts.data === undefined ? (
        <ErrorState error={hosts.error} onRetry={() => hosts.refetch()} />
      ) : null}
      <ul className={classes.hosts}>
        {shown.map((host) => (
          <li key={host.id}>
            <HostCell host={host} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function HostCell({ host }: { host: Host }) {
  const t = useTranslations('hosts');
  const isWell = host.status === 'online' && host.engineState !== 'down';
  const heardAt = host.status === 'online' ? host.dataAsOf : host.lastHeardAt;
  return (
    <AppLink href={hrefTo.host(host.id)} className={classes.host}>
      <span className={`${classes.hostName} truncate`}>
        <StatusDot tone={hostTone(host)} />
        {host.name}
      </span>
      <span
        className={classes.hostFigure}
        title={t('runningOfAll', { running: host.counts.running, all: host.counts.containers })}
      >
        {t('runningShort', { running: host.counts.running, all: host.counts.containers })}
      </span>
      <span className={`${classes.hostLine} truncate`} title={host.engine?.version}>
        {isWell
          ? host.engine === undefined
            ? t('status.online')
            : `Docker ${host.engine.version}`
          : host.status === 'online'
            ? t('engineDown')
            : t(`status.${host.status}`)}
      </span>
      <span className={classes.hostLine}>
        {heardAt === undefined ? null : (
          <>
            {t('dataFrom')} <Age at={heardAt} />
          </>
        )}
      </span>
    </AppLink>
  );
}
