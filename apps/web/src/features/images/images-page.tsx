'use client';

import { useTranslations } from 'use-intl/react';
import { PageHeader } from '../../lib/ui/page-header';
import { ImageList } from './image-list';
import { PullButton } from './pull-button';

export function ImagesPage() {
  const t = useTranslations('images');
  return (
    <>
      <PageHeader title={t('title')} actions={<PullButton />} />
      <ImageList />
    </>
  );
}
