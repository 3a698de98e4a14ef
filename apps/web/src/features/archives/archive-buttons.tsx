import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { useMay } from '../auth/use-current-user';

/** Lead to the forms that make images of archives. */
export function ArchiveButtons({ hostId }: { hostId?: string }) {
  const t = useTranslations('archives');
  if (!useMay('jobs.run')) return null;
  const host = hostId === undefined ? '' : `?host=${hostId}`;
  return (
    <>
      <Button component={AppLink} href={`/import/${host}`} variant="default">
        {t('import.open')}
      </Button>
      <Button component={AppLink} href={`/load/${host}`} variant="default">
        {t('load.open')}
      </Button>
    </>
  );
}
