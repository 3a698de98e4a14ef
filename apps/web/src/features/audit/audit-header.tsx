import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { PageHeader } from '../../lib/ui/page-header';
import tabs from '../../lib/ui/tabs.module.css';
import { AUDIT_PAGES, type AuditPageId } from './audit-pages';

interface Props {
  page: AuditPageId;
  summary?: ReactNode;
  actions?: ReactNode;
}

/** The head of every page of the audit, with the way to the others. */
export function AuditHeader({ page, summary, actions }: Props) {
  const t = useTranslations('shell');
  return (
    <>
      <PageHeader
        title={t(`auditPages.${page}`)}
        above={{ href: '/audit/', label: t('places.audit') }}
        summary={summary}
        actions={actions}
      />
      <nav aria-label={t('places.audit')} className={tabs.tabs}>
        {AUDIT_PAGES.map(({ id, href }) => (
          <AppLink key={id} href={href} className={tabs.tab} aria-current={id === page ? 'page' : undefined}>
            {t(`auditPages.${id}`)}
          </AppLink>
        ))}
      </nav>
    </>
  );
}
