import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useMay } from '../auth/use-current-user';
import { useAgain } from '../jobs/use-again';
import { PRUNE_KINDS, type Pruned } from './prune-request';

const PruneDialog = lazy(() => import('./prune-dialog'));

/** Opens the form for a prune. `what`: chosen there at first; `hostId`: the same of the host. */
export function PruneButton({ what, hostId }: { what: Pruned; hostId?: string }) {
  const t = useTranslations('verbs.prune');
  const [isOpen, setOpen] = useState(false);
  const again = useAgain(PRUNE_KINDS);
  const close = () => {
    setOpen(false);
    again.end();
  };
  if (!useMay('jobs.run')) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Suspense>
        {isOpen || again.before !== undefined ? (
          <PruneDialog what={what} hostId={hostId} before={again.before} onClose={close} />
        ) : null}
      </Suspense>
    </>
  );
}
