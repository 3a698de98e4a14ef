import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { AppLink } from '../../lib/ui/app-link';
import { useMay } from '../auth/use-current-user';
import { useAgain } from '../jobs/use-again';
import { RecreateButton } from '../recreate/recreate-button';
import { targetOf } from '../recreate/recreate-target';

const CommitDialog = lazy(() => import('./commit-dialog'));

/** What can be made of a container: an image, or a tar of its files. */
export function ContainerActions({ container }: { container: Container }) {
  const t = useTranslations('verbs');
  const mayRun = useMay('jobs.run');
  const maySave = useMay('images.save');
  const [isCommitting, setCommitting] = useState(false);
  const again = useAgain(['container.commit']);
  const close = () => {
    setCommitting(false);
    again.end();
  };
  const mayInspect = useMay('containers.inspect');
  const words = useTranslations('run');
  const params = { hostId: container.hostId, containerId: container.id };
  return (
    <>
      {container.hostStatus === 'online' ? <RecreateButton targets={[targetOf(container)]} /> : null}
      {mayRun && mayInspect && container.hostStatus === 'online' ? (
        <Button component={AppLink} variant="default" href={`/run/?host=${container.hostId}&like=${container.id}`}>
          {words('like')}
        </Button>
      ) : null}
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
        {mayRun && (isCommitting || again.before !== undefined) ? (
          <CommitDialog container={container} before={again.before} onClose={close} />
        ) : null}
      </Suspense>
    </>
  );
}
