import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { useMay } from '../auth/use-current-user';

const CommitDialog = lazy(() => import('./commit-dialog'));

/** What can be made of a container: an image, or a tar of its files. */
export function ContainerActions({ container }: { container: Container }) {
  const t = useTranslations('verbs');
  const mayRun = useMay('jobs.run');
  const maySave = useMay('images.save');
  const [isCommitting, setCommitting] = useState(false);
  const params = { hostId: container.hostId, containerId: container.id };
  return (
    <>
      {mayRun ? (
        <Button variant="default" onClick={() => setCommitting(true)}>
          {t('commit.open')}
        </Button>
      ) : null}
      {maySave && container.hostStatus === 'online' ? (
        <Button
          component="a"
          variant="default"
          href={routeUrl('exportContainer', { params })}
          download
          title={t('export.means')}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t('export.download')}
        </Button>
      ) : null}
      <Suspense>
        {isCommitting ? <CommitDialog container={container} onClose={() => setCommitting(false)} /> : null}
      </Suspense>
    </>
  );
}
