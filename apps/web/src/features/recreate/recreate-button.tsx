import { Button, type ButtonProps } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useMay } from '../auth/use-current-user';
import type { RecreateTarget } from './recreate-target';

const RecreateDialog = lazy(() => import('./recreate-dialog'));

interface Props extends Pick<ButtonProps, 'size' | 'className'> {
  targets: readonly RecreateTarget[];
  /** As the dialog has it. */
  pullsFirst?: boolean;
  /** Of a button that stands beside others of its kind: whose it is. */
  label?: string;
}

/** Asks, and then makes the containers anew on what their tags name now. */
export function RecreateButton({ targets, label, pullsFirst, ...look }: Props) {
  const t = useTranslations('recreate');
  const mayRun = useMayRecreate();
  const [isOpen, setOpen] = useState(false);
  if (!mayRun || targets.length === 0) return null;
  return (
    <>
      <Button variant="default" aria-label={label} {...look} onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Suspense>
        {isOpen ? <RecreateDialog targets={targets} pullsFirst={pullsFirst} onClose={() => setOpen(false)} /> : null}
      </Suspense>
    </>
  );
}

export function useMayRecreate(): boolean {
  const mayManage = useMay('containers.manage');
  return useMay('jobs.run') && mayManage;
}
