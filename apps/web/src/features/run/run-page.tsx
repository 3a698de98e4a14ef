'use client';

import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { Callout, EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useHosts } from '../hosts/use-hosts';
import { RunForm } from './run-form';
import classes from './run-form.module.css';
import { useRunStart } from './use-run-start';

/**
 * The form for a run. `?image=`: of that image; `?again=<job>`: as it was for that job; `?host=…&like=<container>`: as that
 * container is.
 */
export function RunPage() {
  const t = useTranslations();
  const url = useUrlState();
  const hosts = useHosts();
  const shown = hosts.data?.filter((host) => host.status !== 'revoked');
  const start = useRunStart({
    image: url.get('image'),
    host: shown?.length === 1 ? shown[0]?.id : url.get('host'),
    again: url.get('again'),
    like: url.get('like'),
  });
  const error = hosts.data === undefined ? hosts.error : start.error;
  const retry = () => Promise.all([hosts.refetch(), start.retry()]);
  return (
    <>
      <PageHeader
        title={t('run.title')}
        above={{ href: '/containers/', label: t('containers.title') }}
        summary={t('run.lead')}
      />
      {error === null ? null : <ErrorState error={error} onRetry={retry} />}
      {(shown !== undefined && start.draft !== undefined) || error !== null ? null : <SkeletonRows count={6} />}
      {shown?.length === 0 ? (
        <EmptyState title={t('run.noHosts')}>
          <AppLink href="/hosts/?add=1" className="link">
            {t('shell.addHost')}
          </AppLink>
        </EmptyState>
      ) : null}
      {shown !== undefined && shown.length > 0 && start.draft !== undefined ? (
        <>
          <LeftOut options={start.leftOut ?? []} />
          <RunForm key={start.key} draftKey={`roadstead.run.${start.key}`} initial={start.draft} hosts={shown} />
        </>
      ) : null}
    </>
  );
}

/** Said before the form: what is not in it is easily overlooked. */
function LeftOut({ options }: { options: readonly string[] }) {
  const t = useTranslations('run');
  if (options.length === 0) return null;
  return (
    <section className={classes.leftOut} aria-label={t('leftOut.title')}>
      <Callout tone="warn" title={t('leftOut.title')}>
        <p>{t('leftOut.means')}</p>
        <ul>
          {options.map((option) => (
            <li key={option}>
              <code>{option}</code>
            </li>
          ))}
        </ul>
      </Callout>
    </section>
  );
}
