'use client';

import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useHosts } from '../hosts/use-hosts';
import { useJob } from '../jobs/use-jobs';
import { draftOf, NEW_DRAFT } from './build-draft';
import { BuildForm } from './build-form';

/** The form for a build. `?again=<job>`: filled in as it was for that job; `?host=`: for that host. */
export function BuildPage() {
  const t = useTranslations();
  const url = useUrlState();
  const hosts = useHosts();
  const again = url.get('again');
  const job = useJob(again ?? '');
  const shown = hosts.data?.filter((host) => host.status !== 'revoked');
  const isReady = shown !== undefined && (again === undefined || !job.isPending);
  const first = shown?.length === 1 ? shown[0]?.id : url.get('host');
  const before = job.data?.kind === 'image.build' ? draftOf(job.data) : undefined;
  return (
    <>
      <PageHeader title={t('build.title')} summary={t('build.lead')} />
      {hosts.isError && hosts.data === undefined ? (
        <ErrorState error={hosts.error} onRetry={() => hosts.refetch()} />
      ) : null}
      {isReady || hosts.isError ? null : <SkeletonRows count={6} />}
      {isReady && shown.length === 0 ? (
        <EmptyState title={t('build.noHosts')}>
          <AppLink href="/hosts/?add=1" className="link">
            {t('shell.addHost')}
          </AppLink>
        </EmptyState>
      ) : null}
      {isReady && shown.length > 0 ? (
        <BuildForm
          key={again}
          draftKey={again === undefined ? 'roadstead.build' : `roadstead.build.${again}`}
          initial={before ?? { ...NEW_DRAFT, hostIds: first === undefined ? [] : [first] }}
          hosts={shown}
        />
      ) : null}
    </>
  );
}
