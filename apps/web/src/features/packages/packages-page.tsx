'use client';

import type { PackagesAnswer, PackagesQuery } from '@roadstead/contract';
import { type ReactNode, useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock/server-clock';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { useUrlState } from '../../lib/ui/use-url-state';
import { AuditHeader } from '../audit/audit-header';
import { momentText } from '../audit/moment';
import { timeProblem, whenOf } from '../audit/question';
import { TakeAway } from '../audit/take-away';
import { TimePicker } from '../audit/time-picker';
import { Carriers } from './carriers';
import { Coverage } from './coverage';
import { MatchingImages, MatchingPackages } from './matching-images';
import { QuestionForm } from './question-form';
import { isRefused, usePackages } from './use-packages';

const VIEWS = ['containers', 'images', 'packages'] as const;
const TIMES = ['now', 'moment'] as const;

/** Which running containers carry a package, on which hosts, since when. The question is in the address. */
export function PackagesPage() {
  const t = useTranslations('packages');
  const times = useTranslations('audit.time');
  const words = useErrorWords();
  const { get, set } = useUrlState();
  const { sort, setSort } = useUrlSort('host');
  const [name, constraint, host, distribution] = ['name', 'constraint', 'host', 'distribution'].map(get);
  const asOf = get('asOf');
  const isAsked = name !== undefined || constraint !== undefined;
  const when = useMemo(() => whenOf((each) => (each === 'asOf' ? asOf : undefined)), [asOf]);
  const unaskable = timeProblem(when, serverNow());
  const question = useMemo(
    () => ({ name: name ?? '', constraint, host, distribution, asOf }),
    [name, constraint, host, distribution, asOf],
  );
  const query = { ...question, sort: sort.id, order: sort.desc ? 'desc' : 'asc' } as Partial<PackagesQuery>;
  const isAskable = isAsked && unaskable === undefined;
  const { rows, latest, ...answer } = usePackages(isAskable ? query : undefined);
  const refusal = isAskable && isRefused(answer.error) ? words(answer.error) : undefined;
  const problem = unaskable === undefined ? refusal : times(`problem.${unaskable}`);
  const isAnswered = isAskable && latest !== undefined && rows !== undefined && answer.error === null;
  return (
    <>
      <AuditHeader
        page="packages"
        summary={t('lead')}
        actions={isAskable ? <TakeAway query={question} file="exportPackages" list="findPackages" /> : null}
      />
      <QuestionForm
        asked={{ name: name ?? '', constraint }}
        onAsk={(asked) =>
          set({ name: asked.name, constraint: asked.constraint ?? (asked.name === '' ? ' ' : undefined) })
        }
        host={host}
        distribution={distribution}
        distributions={isAnswered ? latest.distributions : []}
        onFilter={set}
        time={<TimePicker when={when} types={TIMES} onChange={({ asOf: at }) => set({ asOf: at })} />}
        problem={problem}
        summary={isAnswered ? <Summary answer={latest} isNow={asOf === undefined} /> : null}
      />
      <Coverage host={host} asOf={unaskable === undefined ? asOf : undefined} />
      {isAskable && answer.isPending ? <SkeletonRows /> : null}
      {isAskable && answer.error !== null && refusal === undefined ? (
        <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
      ) : null}
      {isAnswered ? (
        <Answer
          answer={latest}
          view={VIEWS.find((each) => each === get('view')) ?? 'containers'}
          onView={(view) => set({ view: view === 'containers' ? undefined : view })}
        >
          <Carriers
            rows={rows}
            total={latest.total}
            sort={sort}
            onSort={setSort}
            onNearEnd={answer.hasNextPage && !answer.isFetchingNextPage ? answer.fetchNextPage : undefined}
          />
        </Answer>
      ) : null}
    </>
  );
}

type View = (typeof VIEWS)[number];

interface AnswerProps {
  answer: PackagesAnswer;
  view: View;
  onView(view: View): void;
  /** The containers. */
  children: ReactNode;
}

function Answer({ answer, view, onView, children }: AnswerProps) {
  const t = useTranslations('packages');
  const counts = { containers: answer.total, images: answer.imagesTotal, packages: answer.packagesTotal };
  return (
    <>
      <Tabs
        label={t('views')}
        current={view}
        tabs={VIEWS.map((id) => ({ id, label: t(`view.${id}`), count: counts[id] }))}
        onChange={onView}
      />
      {counts[view] === 0 ? <Nothing answer={answer} /> : null}
      {view === 'containers' && answer.total > 0 ? children : null}
      {view === 'images' && answer.imagesTotal > 0 ? <MatchingImages {...answer} /> : null}
      {view === 'packages' && answer.packagesTotal > 0 ? <MatchingPackages {...answer} /> : null}
    </>
  );
}

/** What nothing found means: only what is read can be ruled out. */
function Nothing({ answer: { coverage, imagesTotal } }: { answer: PackagesAnswer }) {
  const t = useTranslations('packages.nothing');
  const unknown = coverage.unread.images + coverage.unreadable.images;
  return (
    <EmptyState title={t('title')}>
      {imagesTotal > 0 ? <p>{t('imagesOnly', { count: imagesTotal })}</p> : null}
      <p>{unknown === 0 ? t('certain') : t('uncertain', { count: unknown })}</p>
    </EmptyState>
  );
}

function Summary({ answer: { total, hosts, question, asOf }, isNow }: { answer: PackagesAnswer; isNow: boolean }) {
  const t = useTranslations('packages.summary');
  return t(isNow ? 'now' : 'then', { count: total, hosts, question, at: momentText(asOf) });
}
