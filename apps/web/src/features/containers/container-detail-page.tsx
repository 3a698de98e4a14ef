'use client';

import type { Container } from '@roadstead/contract';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { hrefTo } from '../../lib/ui/links';
import { Absence, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { useHost } from '../hosts/use-hosts';
import { ContainerActions } from './container-actions';
import { ContainerFacts } from './container-facts';
import { ContainerStateWords } from './container-state';
import { useContainer } from './use-containers';

const LogViewer = lazy(() => import('../logs/log-viewer'));

export function ContainerDetailPage() {
  const t = useTranslations('containers');
  const url = useUrlState();
  const mayReadLogs = useMay('logs.read');
  const hostId = url.get('host') ?? '';
  const id = url.get('id') ?? '';
  const { data: container, error, refetch } = useContainer(hostId, id);
  // Watched, so that the container is fetched again when its host falls silent or comes back.
  useHost(hostId);
  const above = { href: '/containers/', label: t('title') };
  if (container === undefined) {
    return (
      <>
        <PageHeader title={t('one')} above={above} />
        <Absence id={hostId === '' ? '' : id} error={error} onRetry={refetch} above={above} />
      </>
    );
  }
  const tab = url.get('tab') === 'facts' || !mayReadLogs ? 'facts' : 'log';
  return (
    <>
      <PageHeader
        title={container.name}
        above={above}
        summary={<Summary container={container} />}
        actions={<ContainerActions container={container} />}
      />
      {mayReadLogs ? (
        <Tabs
          label={t('views')}
          current={tab}
          tabs={[
            { id: 'log', label: t('tab.log') },
            { id: 'facts', label: t('tab.facts') },
          ]}
          onChange={(id) => url.set({ tab: id === 'log' ? undefined : id })}
        />
      ) : null}
      {tab === 'log' ? (
        <Suspense fallback={<SkeletonRows />}>
          <LogViewer key={container.id} hostId={container.hostId} containerId={container.id} name={container.name} />
        </Suspense>
      ) : (
        <ContainerFacts container={container} />
      )}
    </>
  );
}

function Summary({ container }: { container: Container }) {
  const t = useTranslations('containers');
  return (
    <>
      <ContainerStateWords container={container} isLong />
      <span className="quiet"> {t('onHost')} </span>
      <AppLink href={hrefTo.host(container.hostId)} className="link">
        {container.hostName}
      </AppLink>
      <span className="quiet"> · </span>
      <AppLink href={hrefTo.image(container.imageId)} className="link mono">
        {container.imageReference}
      </AppLink>
      <span className="quiet"> · </span>
      <Copyable text={container.id} shown={shortId(container.id)} what={t('id')} />
    </>
  );
}
