import { Button } from '@mantine/core';
import type { ActionFilter } from '@roadstead/contract';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';

/** Takes what the question matches along as a file that can be verified without the control plane. */
export function ActionsExport({ filter }: { filter: Partial<ActionFilter> }) {
  const t = useTranslations('actions.export');
  return (['csv', 'jsonl'] as const).map((format) => (
    <Button
      key={format}
      component="a"
      variant="default"
      href={routeUrl('exportActions', { query: { ...filter, format } })}
      download
      title={t('means')}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {t(format)}
    </Button>
  ));
}
