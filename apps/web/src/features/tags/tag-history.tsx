import type { TagHistoryPage } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { serverNow } from '../../lib/clock/server-clock';
import { KEYS } from '../../lib/live/query-keys';
import { Copyable } from '../../lib/ui/copy-button';
import { Section } from '../../lib/ui/facts';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { Segments } from '../../lib/ui/segments';
import { AuditHeader } from '../audit/audit-header';
import lanes from '../audit/lanes.module.css';
import { beginOf, RANGE_IDS, type Range, usualRange } from '../audit/ranges';
import { UnobservedNote } from '../audit/unobserved-note';
import { useHistorySince } from '../audit/use-history-since';
import { PullButton } from '../images/pull-button';
import { CheckNow } from './check-now';
import { RegistryFacts } from './registry-facts';
import { TagLanes } from './tag-lanes-view';
import { TagSpans } from './tag-spans';
import classes from './tags.module.css';
import { useTagChecks } from './use-tag-checks';

/** The most that one answer has. */
const MOST = 500;
const REFRESH_MS = 10_000;

/** What a tag named on hosts and in its registry, over time. */
export default function TagHistory({ reference }: { reference: string }) {
  const t = useTranslations('tags');
  const ranges = useTranslations('audit.slider.ranges');
  const [chosen, setRange] = useState<Range>();
  const checks = useTagChecks({ reference }, 1);
  const check = checks.rows?.[0];
  const [openedAt] = useState(() => Math.ceil(serverNow() / 60_000) * 60_000);
  const known = useHistorySince(undefined, openedAt);
  const range = chosen ?? usualRange(known.since, openedAt);
  const begin = beginOf(range, known.since, openedAt);
  const from = new Date(begin).toISOString();
  const query = { reference, from, limit: MOST };
  const history = useQuery({
    queryKey: KEYS.tagHistory(query),
    queryFn: ({ signal }): Promise<TagHistoryPage> => call('listTagHistory', { query, signal }),
    enabled: known.isKnown,
    placeholderData: (previous) => previous,
    refetchInterval: REFRESH_MS,
  });
  // The end moves on with the answers: what was found just now is within what is shown.
  const span = useMemo(
    () => ({ from: begin, to: Math.max(openedAt, history.dataUpdatedAt) }),
    [openedAt, begin, history.dataUpdatedAt],
  );
  const { data, error } = history;
  return (
    <>
      <AuditHeader
        page="tags"
        summary={t('historyLead')}
        actions={
          <>
            {check === undefined ? null : <CheckNow reference={reference} due={checks.latest?.due ?? 0} />}
            <PullButton reference={reference} isQuiet />
          </>
        }
      />
      <h2 className={classes.tag}>
        <Copyable text={reference} what={t('one')} wraps />
      </h2>
      {checks.isSuccess ? <RegistryFacts check={check} /> : null}
      {checks.isError ? <ErrorState error={checks.error} onRetry={() => checks.refetch()} /> : null}
      <Section title={t('overTime')}>
        <div className={lanes.tools}>
          <Segments
            label={t('range')}
            options={RANGE_IDS.map((id) => ({ id, label: ranges(id) }))}
            current={range}
            onChange={setRange}
          />
        </div>
        {history.isPending ? <SkeletonRows count={3} /> : null}
        {error !== null && data === undefined ? <ErrorState error={error} onRetry={() => history.refetch()} /> : null}
        {data === undefined ? null : (
          <>
            <UnobservedNote spans={data.unobserved} leftOut={data.unobservedLeftOut} when="span" />
            {data.items.length === 0 ? (
              <EmptyState title={t('noSpans')} />
            ) : (
              <>
                <TagLanes page={data} span={span} />
                <TagSpans spans={data.items} />
              </>
            )}
            {data.total > data.items.length ? <p className="quiet">{t('cut', { count: MOST })}</p> : null}
          </>
        )}
      </Section>
    </>
  );
}
