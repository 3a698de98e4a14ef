'use client';

import type { Host, Overview } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { StatusDot } from '../../lib/ui/status-dot';
import { useHosts } from '../hosts/use-hosts';
import { ActiveJobs } from './active-jobs';
import { ConcernList } from './concern-list';
import { HostGrid } from './host-grid';
import classes from './overview-page.module.css';
import { useOverview } from './use-overview';

/** Is everything all right? */
export function OverviewPage() {
  const t = useTranslations('overview');
  const overview = useOverview();
  if (overview.data === undefined) {
    return (
      <>
        <PageHeader title={t('title')} />
        {overview.isError ? <ErrorState error={overview.error} onRetry={() => overview.refetch()} /> : <SkeletonRows />}
      </>
    );
  }
  const { data } = overview;
  if (data.hosts.total === 0) return <Welcome />;
  return (
    <>
      <PageHeader
        title={t('title')}
        heading={<Verdict overview={data} />}
        summary={
          <span className="quiet">
            {t('asOf')} <Age at={data.asOf} />
          </span>
        }
      />
      {data.concerns.length === 0 ? null : <ConcernList concerns={data.concerns} total={data.concernCount} />}
      <ActiveJobs />
      <Counts overview={data} />
      <HostGrid />
    </>
  );
}

/** One sentence; it is read out when it changes. */
function Verdict({ overview: { hosts, containers, concernCount } }: { overview: Overview }) {
  const t = useTranslations('overview');
  const unheard = useUnheardRunning();
  const isWell = concernCount === 0 && hosts.online === hosts.total;
  return (
    <span role="status" className={classes.verdict}>
      <StatusDot tone={isWell ? 'good' : 'warn'} />
      {isWell
        ? t('allWell', { hosts: hosts.total, running: containers.running })
        : t('needsYou', { count: Math.max(1, concernCount) })}
      {isWell ? null : (
        <span className={classes.rest}>
          {t('restWell', { online: hosts.online, hosts: hosts.total, running: containers.running, unheard })}
        </span>
      )}
    </span>
  );
}

/** Containers that ran when their hosts were last heard; whether they still do, nobody knows. */
function useUnheardRunning(): number {
  const { data: hosts = [] } = useHosts();
  return hosts.reduce((sum, { status, counts }) => sum + (isUnheard(status) ? counts.running : 0), 0);
}

function isUnheard(status: Host['status']): boolean {
  return status === 'unknown' || status === 'offline';
}

function Counts({ overview: { containers, images, jobs } }: { overview: Overview }) {
  const t = useTranslations('overview');
  const format = useFormat();
  const counts = [
    { id: 'running', value: containers.running, href: '/containers/?state=running' },
    { id: 'exited', value: containers.exited + containers.dead, href: '/containers/?state=exited' },
    { id: 'paused', value: containers.paused, href: '/containers/?state=paused' },
    { id: 'unhealthy', value: containers.unhealthy, href: '/containers/?health=unhealthy' },
    { id: 'images', value: images.total, href: '/images/' },
    { id: 'untagged', value: images.untagged, href: '/images/?untagged=true' },
    { id: 'succeeded', value: jobs.succeededLastDay, href: '/jobs/?state=succeeded' },
    { id: 'failed', value: jobs.failedLastDay, href: '/jobs/?state=failed' },
  ] as const;
  return (
    <Section
      title={t('fleet')}
      aside={<span className="quiet">{t('imageBytes', { size: format.bytes(images.bytes) })}</span>}
    >
      <ul className={classes.counts}>
        {counts.map(({ id, value, href }) => (
          <li key={id}>
            <AppLink href={href} className={classes.count} data-zero={value === 0 || undefined}>
              <span className={classes.number}>{format.number(value)}</span>
              <span>{t(`counts.${id}`)}</span>
            </AppLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Welcome() {
  const t = useTranslations('overview');
  return (
    <>
      <PageHeader title={t('title')} />
      <EmptyState title={t('noHosts')}>
        <p>{t('noHostsNext')}</p>
        <AppLink href="/hosts/?add=1" className="link">
          {t('addHost')}
        </AppLink>
      </EmptyState>
    </>
  );
}
