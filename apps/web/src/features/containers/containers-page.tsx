'use client';

import { useTranslations } from 'use-intl/react';
import { PageHeader } from '../../lib/ui/page-header';
import { PruneButton } from '../images/prune-button';
import { RunButton } from '../run/run-button';
import { ContainerList } from './container-list';

export function ContainersPage() {
  const t = useTranslations('containers');
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <PruneButton what="containers" />
            <RunButton />
          </>
        }
      />
      <ContainerList />
    </>
  );
}
