'use client';

import type { PlacementPage as Answer, PlacementQuery } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { DataTable } from '../../lib/ui/data-table';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, SkeletonRows } from '../../lib/ui/notice';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { AuditHeader } from './audit-header';
import { ClockNote } from './clock-note';
import { momentText } from './moment';
import { usePlacementColumns } from './placement-columns';
import { timeQuery, type When } from './question';
import { QuestionBar } from './question-bar';
import { QuestionError } from './question-error';
import { TagHistoryLink } from './tag-history-link';
import { TakeAway } from './take-away';
import { TimePicker } from './time-picker';
import { UnobservedNote } from './unobserved-note';
import { usePlacements } from './use-placements';
import { useQuestion } from './use-question';

/** Which image runs where, now and at any moment before. */
export function PlacementsPage() {
  const t = useTranslations('audit');
  const question = useQuestion();
  const { filter, when, problem } = question;
  const { sort, setSort } = useUrlSort('-started');
  const columns = usePlacementColumns();
  const asked = useMemo(() => ({ ...filter, ...timeQuery(when) }), [filter, when]);
  const query = { ...asked, sort: sort.id, order: sort.desc ? 'desc' : 'asc' } as Partial<PlacementQuery>;
  const { rows, page, ...answer } = usePlacements(query, {
    isEnabled: problem === undefined,
    isNow: when.type === 'now',
  });
  const summary = useAnswerWords();
  const isAnswered = problem === undefined && !answer.isError && page !== undefined && rows !== undefined;
  return (
    <>
      <AuditHeader
        page="placements"
        summary={t('placementsLead')}
        actions={
          <>
            <TagHistoryLink filter={filter} />
            {problem === undefined ? <TakeAway query={asked} /> : null}
          </>
        }
      />
      <QuestionBar
        question={question}
        time={<TimePicker when={when} onChange={question.set} />}
        summary={isAnswered ? summary(when, page) : null}
      />
      {problem === undefined && answer.isPending ? <SkeletonRows /> : null}
      {problem === undefined && answer.isError ? (
        <QuestionError filter={filter} error={answer.error} onRetry={() => answer.refetch()} />
      ) : null}
      {isAnswered ? (
        <UnobservedNote
          spans={page.unobserved}
          leftOut={page.unobservedLeftOut}
          leftOutIsLeast={page.unobservedLeftOutIsLeast}
          when={when.type}
        />
      ) : null}
      {isAnswered ? <ClockNote hostIds={rows.map(({ hostId }) => hostId)} /> : null}
      {isAnswered && rows.length > 0 ? (
        <DataTable
          label={t('runs')}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ hostId, containerId }) => hrefTo.container(hostId, containerId)}
          sort={sort}
          onSort={setSort}
          sortedByServer
          total={page.total}
          onNearEnd={answer.hasNextPage && !answer.isFetchingNextPage ? answer.fetchNextPage : undefined}
        />
      ) : null}
      {isAnswered && rows.length === 0 ? (
        <EmptyState title={t('none')}>
          <p>{page.unobserved.length === 0 ? t('noneCertain') : t('noneUncertain')}</p>
        </EmptyState>
      ) : null}
    </>
  );
}

/** The answer in a sentence: how many, and of which time, as the control plane understood it. */
function useAnswerWords() {
  const t = useTranslations('audit.answer');
  return (when: When, { total, totalIsLeast, asOf, from, to }: Answer) => {
    const figures = { count: total, most: totalIsLeast ? 'yes' : 'no' };
    if (when.type === 'now') return t('now', figures);
    if (when.type === 'moment') return t('moment', { ...figures, at: momentText(asOf ?? when.asOf) });
    const [begin, end] = [from ?? when.from, to ?? when.to];
    if (begin === undefined) return t('until', { ...figures, to: end === undefined ? '' : momentText(end) });
    if (end === undefined) return t('since', { ...figures, from: momentText(begin) });
    return t('span', { ...figures, from: momentText(begin), to: momentText(end) });
  };
}
