import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { useMay } from '../auth/use-current-user';

interface Props {
  reference?: string;
  /** Beside another that stands out. */
  isQuiet?: boolean;
}

/** Leads to the form for a pull, with the reference filled in where there is one. */
export function PullButton({ reference, isQuiet = false }: Props) {
  const t = useTranslations('images');
  if (!useMay('jobs.run')) return null;
  const href = reference === undefined ? '/pull/' : `/pull/?reference=${encodeURIComponent(reference)}`;
  return (
    <Button
      component={AppLink}
      href={href}
      variant={isQuiet ? 'default' : undefined}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {t('pull')}
    </Button>
  );
}
