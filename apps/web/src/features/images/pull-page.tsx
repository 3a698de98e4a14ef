'use client';

import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useHosts } from '../hosts/use-hosts';
import { PullForm } from './pull-form';

/** A form: one reference, many hosts. It leads to the page of the batch. */
export function PullPage() {
  const t = useTranslations('pull');
  const hosts = useHosts();
  const shown = hosts.data?.filter((host) => host.status !== 'revoked');
  return (
    <>
      <PageHeader title={t('title')} above={{ href: '/images/', label: t('images') }} summary={t('lead')} />
      {hosts.isPending ? <SkeletonRows count={4} /> : null}
      {hosts.isError && hosts.data === undefined ? (
        <ErrorState error={hosts.error} onRetry={() => hosts.refetch()} />
      ) : null}
      {shown?.length === 0 ? <NoHosts /> : null}
      {shown === undefined || shown.length === 0 ? null : <PullForm hosts={shown} />}
    </>
  );
}

function NoHosts() {
  const t = useTranslations();
  return (
    <EmptyState title={t('pull.noHosts')}>
      <AppLink href="/hosts/?add=1" className="link">
        {t('shell.addHost')}
      </AppLink>
    </EmptyState>
  );
}
