'use client';

import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState } from '../../lib/ui/notice';

export function NotFoundPage() {
  const t = useTranslations('shell');
  return (
    <main>
      <h1 className="visually-hidden">Roadstead</h1>
      <EmptyState title={t('notFound')}>
        <AppLink href="/" className="link">
          {t('toOverview')}
        </AppLink>
      </EmptyState>
    </main>
  );
}
