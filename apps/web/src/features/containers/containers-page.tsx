'use client';

import { useTranslations } from 'use-intl/react';
import { PageHeader } from '../../lib/ui/page-header';
import { ContainerList } from './container-list';

export function ContainersPage() {
  const t = useTranslations('containers');
  return (
    <>
      <PageHeader title={t('title')} />
      <ContainerList />
    </>
  );
}
