'use client';

import { useTranslations } from 'use-intl/react';
import { PageHeader } from '../../lib/ui/page-header';
import { PullButton } from '../images/pull-button';
import { JobList } from './job-list';

export function JobsPage() {
  const t = useTranslations('jobs');
  return (
    <>
      <PageHeader title={t('title')} actions={<PullButton />} />
      <JobList />
    </>
  );
}
