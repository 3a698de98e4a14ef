'use client';

import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { Labels } from '../../lib/ui/facts';
import { Absence, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { PruneButton } from '../images/prune-button';
import { HostStatusWords } from './host-status';
import { HOST_TABS } from './host-tabs';
import { useHost } from './use-hosts';

const HostDialogs = lazy(() => import('./host-dialogs'));

export function HostDetailPage() {
  const t = useTranslations('hosts');
  const url = useUrlState();
  const id = url.get('id') ?? '';
  const { data: host, error, refetch } = useHost(id);
  const mayManage = useMay('hosts.manage');
  const [dialog, setDialog] = useState<'edit' | 'revoke'>();
  const above = { href: '/hosts/', label: t('title') };
  if (host === undefined) {
    return (
      <>
        <PageHeader title={t('one')} above={above} />
        <Absence id={id} error={error} onRetry={refetch} above={above} />
      </>
    );
  }
  const [first] = HOST_TABS;
  const tab = HOST_TABS.find(({ id }) => id === url.get('tab')) ?? first;
  const isRevoked = host.status === 'revoked';
  return (
    <>
      <PageHeader
        title={host.name}
        above={above}
        summary={
          <>
            <HostStatusWords host={host} withAge={host.status !== 'online'} />
            {host.dataAsOf === undefined ? null : (
              <span className="quiet">
                {' · '}
                {t('dataFrom')} <Age at={host.dataAsOf} />
              </span>
            )}{' '}
            <Labels labels={host.labels} />
          </>
        }
        actions={
          isRevoked ? null : (
            <>
              <PruneButton what="images" hostId={host.id} />
              {mayManage ? <ManageButtons onDialog={setDialog} /> : null}
            </>
          )
        }
      />
      <Tabs
        label={t('views')}
        current={tab.id}
        tabs={HOST_TABS.map(({ id, count }) => ({ id, label: t(`tab.${id}`), count: count?.(host) }))}
        onChange={(id) => url.set({ tab: id === first.id ? undefined : id, q: undefined, state: undefined })}
      />
      <Suspense fallback={<SkeletonRows />}>
        <tab.View host={host} />
      </Suspense>
      <Suspense>
        {dialog === undefined ? null : <HostDialogs host={host} dialog={dialog} onClose={() => setDialog(undefined)} />}
      </Suspense>
    </>
  );
}

function ManageButtons({ onDialog }: { onDialog(dialog: 'edit' | 'revoke'): void }) {
  const t = useTranslations('hosts');
  return (
    <>
      <Button variant="default" onClick={() => onDialog('edit')}>
        {t('edit')}
      </Button>
      <Button variant="default" onClick={() => onDialog('revoke')}>
        {t('revoke')}
      </Button>
    </>
  );
}
