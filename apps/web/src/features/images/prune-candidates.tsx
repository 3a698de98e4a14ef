import { useDebouncedValue } from '@mantine/hooks';
import type { PruneCandidates as Candidates } from '@roadstead/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import classes from './prune-candidates.module.css';
import { candidatesQuery, MOST_LISTED_HOSTS, type PruneText } from './prune-request';

const TYPING_PAUSE_MS = 300;

/** What goes, by name, before anything does. */
export function PruneCandidates({ text, hostIds }: { text: PruneText; hostIds: readonly string[] }) {
  const t = useTranslations('verbs.prune');
  const words = useErrorWords();
  const headingId = useId();
  const wanted = JSON.stringify(candidatesQuery(text, hostIds) ?? null);
  const [asked] = useDebouncedValue(wanted, TYPING_PAUSE_MS);
  const { data, error } = useQuery({
    queryKey: ['prune-candidates', asked],
    queryFn: ({ signal }) => call('listPruneCandidates', { query: JSON.parse(asked), signal }),
    enabled: asked !== 'null',
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  if (text.what !== 'cache' && hostIds.length > MOST_LISTED_HOSTS) {
    return <p className="quiet">{t('tooMany', { count: MOST_LISTED_HOSTS })}</p>;
  }
  if (wanted === 'null') return null;
  if (error !== null) return <p className="warn">{words(error)}</p>;
  const chosen = data?.hosts.filter(({ hostId }) => hostIds.includes(hostId));
  return (
    <div>
      <h3 id={headingId} className={classes.heading}>
        {t('goes')}
      </h3>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by the keyboard too
        tabIndex={0}
        aria-labelledby={headingId}
        className={classes.goes}
        aria-busy={wanted !== asked || chosen === undefined}
      >
        {chosen?.map((host) => (
          <OfHost key={host.hostId} {...host} />
        ))}
      </section>
    </div>
  );
}

function OfHost({ hostName, dataAsOf, total, items }: Candidates['hosts'][number]) {
  const t = useTranslations('verbs.prune');
  return (
    <div>
      <p>
        <strong>{hostName}</strong> {t('count', { count: total })}
        {dataAsOf === undefined ? null : (
          <span className="quiet">
            {' · '}
            {t('asOf')} <Age at={dataAsOf} />
          </span>
        )}
      </p>
      {items.length === 0 ? null : (
        <ul>
          {items.map(({ id, names }) => (
            <li key={id}>
              <code title={id}>{names.length === 0 ? shortId(id) : names.join(', ')}</code>
            </li>
          ))}
          {total > items.length ? <li className="quiet">{t('more', { count: total - items.length })}</li> : null}
        </ul>
      )}
    </div>
  );
}
