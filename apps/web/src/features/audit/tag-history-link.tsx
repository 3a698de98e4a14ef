import { Button } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { type Filter, tagOf } from './question';

/** Where one tag is asked about: the way to what it named over time. */
export function TagHistoryLink({ filter }: { filter: Filter }) {
  const t = useTranslations('tags');
  const reference = tagOf(filter);
  if (reference === undefined) return null;
  return (
    <Button
      component={AppLink}
      variant="default"
      href={hrefTo.tag(reference)}
      title={t('historyOf', { reference })}
      leftSection={<IconTag size={14} aria-hidden />}
    >
      {t('history')}
    </Button>
  );
}
