'use client';

import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { PageHeader } from '../../lib/ui/page-header';
import { ArchiveButtons } from '../archives/archive-buttons';
import { useMay } from '../auth/use-current-user';
import { useAgain } from '../jobs/use-again';
import { AGAIN_KINDS } from './again-kinds';
import { ImageList } from './image-list';
import { PruneButton } from './prune-button';
import { PullButton } from './pull-button';

const ImageAgain = lazy(() => import('./image-again'));

export function ImagesPage() {
  const t = useTranslations('images');
  const mayRun = useMay('jobs.run');
  const again = useAgain(AGAIN_KINDS);
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
      <Suspense>
        {mayRun && again.before !== undefined ? <ImageAgain before={again.before} onClose={again.end} /> : null}
      </Suspense>
    </>
  );
}
