import type { Host, Job } from '@roadstead/contract';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useHosts } from '../hosts/use-hosts';
import { useJob } from '../jobs/use-jobs';

interface Props {
  title: string;
  lead: string;
  /** The form, once the hosts are known, and the job that `?again=` names. `hostIds`: those to begin with. */
  children(known: { hosts: Host[]; hostIds: readonly string[]; before: Job | undefined }): ReactNode;
}

/** A page with a form that makes images of archives on chosen hosts. */
export function ArchivePage({ title, lead, children }: Props) {
  const t = useTranslations();
  const url = useUrlState();
  const hosts = useHosts();
  const again = url.get('again');
  const { data: before, isPending } = useJob(again ?? '');
  const shown = hosts.data?.filter((host) => host.status !== 'revoked');
  const isReady = shown !== undefined && (again === undefined || !isPending);
  const first = before?.hostId ?? (shown?.length === 1 ? shown[0]?.id : url.get('host'));
  return (
    <>
      <PageHeader title={title} above={{ href: '/images/', label: t('images.title') }} summary={lead} />
      {hosts.isError && hosts.data === undefined ? (
        <ErrorState error={hosts.error} onRetry={() => hosts.refetch()} />
      ) : null}
      {isReady || hosts.isError ? null : <SkeletonRows count={4} />}
      {isReady && shown.length === 0 ? (
        <EmptyState title={t('archives.noHosts')}>
          <AppLink href="/hosts/?add=1" className="link">
            {t('shell.addHost')}
          </AppLink>
        </EmptyState>
      ) : null}
      {isReady && shown.length > 0
        ? children({ hosts: shown, hostIds: first === undefined ? [] : [first], before })
        : null}
    </>
  );
}
