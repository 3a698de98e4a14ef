'use client';

import type { PlacementChange } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { serverNow } from '../../lib/clock/server-clock';
import { KEYS } from '../../lib/live/query-keys';
import { DataTable } from '../../lib/ui/data-table';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, SkeletonRows } from '../../lib/ui/notice';
import { Segments } from '../../lib/ui/segments';
import { useUrlState } from '../../lib/ui/use-url-state';
import { AuditHeader } from './audit-header';
import { CHANGE_TYPES, useChangeColumns } from './change-columns';
import { ChangesTime } from './changes-time';
import { timeProblem, type When } from './question';
import { QuestionBar } from './question-bar';
import classes from './question-bar.module.css';
import { QuestionError } from './question-error';
import { TakeAway } from './take-away';
import { UnobservedNote } from './unobserved-note';
import { useQuestion } from './use-question';

const PAGE = 200;
const DAY_MS = 86_400_000;

/** What came, went and changed between two moments of the fleet. */
export function ChangesPage() {
  const t = useTranslations('audit');
  const url = useUrlState();
  const question = useQuestion();
  const columns = useChangeColumns();
  const [dayAgo] = useState(() => new Date(Math.floor((serverNow() - DAY_MS) / 60_000) * 60_000).toISOString());
  const when: When = { type: 'span', from: url.get('from') ?? dayAgo, to: url.get('to') };
  const problem = timeProblem(when, serverNow());
  const type = CHANGE_TYPES.find((each) => each === url.get('type'));
  const asked = useMemo(
    () => ({ ...question.filter, from: when.from, to: when.to }) as { from: string; to?: string },
    [question.filter, when.from, when.to],
  );
  const answer = useInfiniteQuery({
    queryKey: KEYS.placementChanges({ ...asked, type }),
    queryFn: ({ pageParam, signal }) =>
      call('listPlacementChanges', { query: { ...asked, type, cursor: pageParam, limit: PAGE }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (previous) => previous,
    enabled: problem === undefined,
  });
  const rows = useMemo(() => answer.data?.pages.flatMap(({ items }) => items), [answer.data]);
  const page = answer.data?.pages.at(-1);
  const isAnswered = problem === undefined && !answer.isError && rows !== undefined && page !== undefined;
  const all = page === undefined ? 0 : CHANGE_TYPES.reduce((sum, each) => sum + (page.counts[each] ?? 0), 0);
  return (
    <>
      <AuditHeader
        page="changes"
        summary={t('changes.lead')}
        actions={
          problem === undefined ? (
            <TakeAway query={{ ...asked, type }} file="exportPlacementChanges" list="listPlacementChanges" />
          ) : null
        }
      />
      <QuestionBar
        question={{ ...question, problem }}
        time={<ChangesTime from={when.from ?? dayAgo} to={when.to} onChange={question.set} />}
        summary={isAnswered ? t('changes.count', { count: all }) : null}
      />
      {isAnswered && all > 0 ? (
        <div className={classes.counts}>
          <Segments
            label={t('changes.type.label')}
            options={[
              { id: 'all' as const, label: t('changes.type.all'), count: all },
              ...CHANGE_TYPES.map((id) => ({ id, label: t(`changes.type.${id}`), count: page.counts[id] ?? 0 })),
            ]}
            current={type ?? 'all'}
            onChange={(id) => url.set({ type: id === 'all' ? undefined : id })}
          />
        </div>
      ) : null}
      {problem === undefined && answer.isPending ? <SkeletonRows /> : null}
      {problem === undefined && answer.isError ? (
        <QuestionError filter={question.filter} error={answer.error} onRetry={() => answer.refetch()} />
      ) : null}
      {isAnswered ? (
        <UnobservedNote
          spans={page.unobserved}
          leftOut={page.unobservedLeftOut}
          leftOutIsLeast={page.unobservedLeftOutIsLeast}
          when="span"
        />
      ) : null}
      {isAnswered && rows.length > 0 ? (
        <DataTable
          label={t('changes.table')}
          columns={columns}
          rows={rows}
          rowKey={changeKey}
          rowHref={changeHref}
          total={page.total}
          onNearEnd={answer.hasNextPage && !answer.isFetchingNextPage ? answer.fetchNextPage : undefined}
        />
      ) : null}
      {isAnswered && rows.length === 0 ? (
        <EmptyState title={all === 0 ? t('changes.none') : t('changes.noneOfType')}>
          <p>{page.unobserved.length === 0 ? t('changes.noneCertain') : t('noneUncertain')}</p>
        </EmptyState>
      ) : null}
    </>
  );
}

function changeKey({ hostId, containerName, before, after }: PlacementChange): string {
  return [hostId, containerName, before?.containerId, after?.containerId].join(' ');
}

function changeHref({ hostId, before, after }: PlacementChange): string {
  return hrefTo.container(hostId, (after ?? before)?.containerId ?? '');
}
