import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { hrefTo } from '../../lib/ui/links';
import { useMay } from '../auth/use-current-user';
import { MOST_CONTAINERS } from './most-containers';

/** Leads to the logs of these containers in one, merged by time. */
export function MergedLogsButton({ containers }: { containers: readonly Container[] }) {
  const t = useTranslations('logs.merged');
  if (!useMay('logs.read')) return null;
  if (containers.length > MOST_CONTAINERS) {
    return (
      <Button variant="default" disabled title={t('tooMany', { most: MOST_CONTAINERS })}>
        {t('open')}
      </Button>
    );
  }
  return (
    <Button component={Link} prefetch={false} variant="default" href={hrefTo.logs(containers)}>
      {t('open')}
    </Button>
  );
}
