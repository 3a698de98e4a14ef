import type { DriftKind, DriftPage } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { EmptyState } from '../../lib/ui/notice';

interface Props {
  kind: DriftKind;
  isFiltered: boolean;
  latest: DriftPage | undefined;
}

/** Good news; and what it cannot know. */
export function NoDrift({ kind, isFiltered, latest }: Props) {
  const t = useTranslations('drift');
  const notHeard = latest?.hostsNotHeard ?? 0;
  return (
    <EmptyState title={isFiltered ? t('noneMatch') : t('none')}>
      {isFiltered ? null : <p>{t(`noneMeans.${kind}`)}</p>}
      {notHeard === 0 ? null : <p>{t('noneButNotHeard', { count: notHeard })}</p>}
    </EmptyState>
  );
}
