import type { TagCheckPage } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { AppLink } from '../../lib/ui/app-link';
import { CheckNow } from './check-now';
import classes from './tags.module.css';
import { useTagChecks } from './use-tag-checks';

/** How much is checked in registries, how old that is, and what could not be. */
export function CheckSummary({ page }: { page: TagCheckPage }) {
  const t = useTranslations('tags');
  return (
    <>
      {t('count', { count: page.total })} · {t('every', { minutes: page.everyMinutes })}
      {page.oldestCheckedAt === undefined ? null : (
        <>
          {' · '}
          {t('oldest')} <Age at={page.oldestCheckedAt} />
        </>
      )}
    </>
  );
}

/** The same above a list of what was found, with the way to what is behind it. */
export function CheckLine() {
  const t = useTranslations('tags');
  const { latest } = useTagChecks({}, 1);
  if (latest === undefined) return null;
  return (
    <div className={classes.line}>
      <span className="quiet">
        <AppLink href="/audit/tags/" className="link">
          <CheckSummary page={latest} />
        </AppLink>
        {latest.failed === 0 ? null : (
          <>
            {' · '}
            <AppLink href="/audit/tags/?failed=true" className={classes.problem}>
              {t('failed', { count: latest.failed })}
            </AppLink>
          </>
        )}
      </span>
      <CheckNow due={latest.due} />
    </div>
  );
}
