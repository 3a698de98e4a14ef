import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { useMay } from '../auth/use-current-user';

interface Props {
  image?: string;
  hostId?: string;
  /** Beside another that stands out. */
  isQuiet?: boolean;
}

/** Leads to the form for a run, of an image and on a host where they are given. */
export function RunButton({ image, hostId, isQuiet = false }: Props) {
  const t = useTranslations('run');
  if (!useMay('jobs.run')) return null;
  const query = new URLSearchParams({ ...(image && { image }), ...(hostId && { host: hostId }) });
  return (
    <Button
      component={AppLink}
      href={query.size === 0 ? '/run/' : `/run/?${query}`}
      variant={isQuiet ? 'default' : undefined}
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
    >
      {t('open')}
    </Button>
  );
}
