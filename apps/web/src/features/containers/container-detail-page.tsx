'use client';

import type { Container } from '@roadstead/contract';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../../lib/api/api-error';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { hrefTo } from '../../lib/ui/links';
import { Absence, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';
import { GRANTS } from '../auth/grants';
import { useCurrentUser } from '../auth/use-current-user';
import { useHost } from '../hosts/use-hosts';
import { ContainerActions } from './container-actions';
import { ContainerStateWords } from './container-state';
import { CONTAINER_TABS } from './container-tabs';
import { ContainerVerbs } from './lifecycle/container-verbs';
import { RenameHeading } from './lifecycle/rename-heading';
import { useContainer } from './use-containers';

const RemovedContainer = lazy(() => import('./lifecycle/removed-container'));

export function ContainerDetailPage() {
  const t = useTranslations('containers');
  const url = useUrlState();
  const { data: user } = useCurrentUser();
  const hostId = url.get('host') ?? '';
  const id = url.get('id') ?? '';
  const { data: container, error, refetch } = useContainer(hostId, id);
  // Watched, so that the container is fetched again when its host falls silent or comes back.
  useHost(hostId);
  const above = { href: '/containers/', label: t('title') };
  const isGone = error instanceof ApiError && error.code === 'container.unknown';
  if (container === undefined || isGone) {
    const absence = <Absence id={hostId === '' ? '' : id} error={error} onRetry={refetch} above={above} />;
    return (
      <>
        <PageHeader title={container?.name ?? t('one')} above={above} />
        {isGone ? (
          <Suspense fallback={<SkeletonRows />}>
            <RemovedContainer hostId={hostId} id={id} otherwise={absence} />
          </Suspense>
        ) : (
          absence
        )}
      </>
    );
  }
  const tabs = CONTAINER_TABS.filter(({ permission }) => user != null && GRANTS[user.role].includes(permission));
  const tab = tabs.find(({ id }) => id === url.get('tab')) ?? tabs[0];
  return (
    <>
      <PageHeader
        title={container.name}
        heading={<RenameHeading key={container.id} container={container} />}
        above={above}
        summary={<Summary container={container} />}
        actions={
          <>
            <ContainerVerbs containers={[container]} look="page" />
            <ContainerActions container={container} />
          </>
        }
      />
      {tabs.length > 1 && tab !== undefined ? (
        <Tabs
          label={t('views')}
          current={tab.id}
          tabs={tabs.map(({ id }) => ({ id, label: t(`tab.${id}`) }))}
          onChange={(id) => url.set({ tab: id === tabs[0]?.id ? undefined : id })}
        />
      ) : null}
      {tab === undefined ? null : (
        <Suspense fallback={<SkeletonRows />}>
          <tab.View key={container.id} container={container} />
        </Suspense>
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
