'use client';

import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { Labels } from '../../lib/ui/facts';
import { Absence } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { ContainerList } from '../containers/container-list';
import { ImageList } from '../images/image-list';
import { PruneButton } from '../images/prune-button';
import { JobList } from '../jobs/job-list';
import { HostFacts } from './host-facts';
import { HostStatusWords } from './host-status';
import { useHost } from './use-hosts';

const HostDialogs = lazy(() => import('./host-dialogs'));
const TABS = ['facts', 'containers', 'images', 'jobs'] as const;
type Tab = (typeof TABS)[number];

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
  const tab = TABS.find((name) => name === url.get('tab')) ?? 'facts';
  const counts: Partial<Record<Tab, number>> = { containers: host.counts.containers, images: host.counts.images };
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
        current={tab}
        tabs={TABS.map((name) => ({ id: name, label: t(`tab.${name}`), count: counts[name] }))}
        onChange={(name) => url.set({ tab: name === 'facts' ? undefined : name, q: undefined, state: undefined })}
      />
      {tab === 'facts' ? <HostFacts host={host} /> : null}
      {tab === 'containers' ? <ContainerList hostId={host.id} /> : null}
      {tab === 'images' ? <ImageList hostId={host.id} /> : null}
      {tab === 'jobs' ? <JobList hostId={host.id} /> : null}
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
