'use client';

import { useTranslations } from 'use-intl/react';
import { AuditHeader } from './audit-header';

/** Which image runs where, now and at any moment before. */
export function PlacementsPage() {
  const t = useTranslations('audit');
  return <AuditHeader page="placements" summary={t('placementsLead')} />;
}
