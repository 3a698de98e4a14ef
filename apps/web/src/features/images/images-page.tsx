'use client';

import { useTranslations } from 'use-intl/react';
import { PageHeader } from '../../lib/ui/page-header';
import { ArchiveButtons } from '../archives/archive-buttons';
import { ImageList } from './image-list';
import { PruneButton } from './prune-button';
import { PullButton } from './pull-button';

export function ImagesPage() {
  const t = useTranslations('images');
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <ArchiveButtons />
            <PruneButton what="images" />
            <PullButton />
          </>
        }
      />
      <ImageList />
    </>
  );
}
