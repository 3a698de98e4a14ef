import type { StartedBy } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { KIND_KEYS } from '../jobs/job-state';

/** What began a run, and who: through Roadstead, outside of it, or nobody knows. */
export function StartedByWords({ by }: { by: StartedBy }) {
  const t = useTranslations('audit.startedBy');
  const jobs = useTranslations('jobs.kind');
  switch (by.type) {
    case 'job':
      return (
        <>
          {by.actor}{' '}
          <AppLink href={hrefTo.job(by.jobId)} className="link above">
            {jobs(KIND_KEYS[by.kind])}
          </AppLink>
        </>
      );
    case 'action':
      return (
        <>
          {by.actor} <span className="quiet">{verbWords(by.verb, t)}</span>
        </>
      );
    case 'outside':
      return <span title={t('outsideMeans')}>{t('outside')}</span>;
    case 'unknown':
      return (
        <span className="quiet" title={t('unknownMeans')}>
          {t('unknown')}
        </span>
      );
  }
}

const VERBS = {
  'container.start': 'start',
  'container.restart': 'restart',
  'container.unpause': 'unpause',
} as const;

function verbWords(verb: string, t: ReturnType<typeof useTranslations<'audit.startedBy'>>): string {
  const known = VERBS[verb as keyof typeof VERBS];
  return known === undefined ? verb : t(`verb.${known}`);
}
