'use client';

import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { MatrixQuery, PlacementMatrix } from '@roadstead/contract';
import { IconTable } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { serverNow } from '../../lib/clock/server-clock';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState, SkeletonRows } from '../../lib/ui/notice';
import classes from './audit.module.css';
import { AuditHeader } from './audit-header';
import { MatrixGrid } from './matrix-grid';
import { questionHref, timeProblem, type When } from './question';
import { QuestionBar } from './question-bar';
import { QuestionError } from './question-error';
import { TakeAway } from './take-away';
import { TimePicker } from './time-picker';
import { TimeSlider } from './time-slider';
import { REFRESH_MS } from './use-placements';
import { useQuestion } from './use-question';

/** While the slider moves, the fleet is asked about where it rests. */
const REST_MS = 120;
const MOMENTS = ['now', 'moment'] as const;

/** Which image runs on which host, at a moment that one slides through the history. */
export function MatrixPage() {
  const t = useTranslations('audit');
  const question = useQuestion();
  const { filter, set } = question;
  const asOf = question.when.type === 'moment' ? question.when.asOf : undefined;
  const when: When = asOf === undefined ? { type: 'now' } : { type: 'moment', asOf };
  const problem = timeProblem(when, serverNow());
  const [restingAt] = useDebouncedValue(asOf, REST_MS);
  const query = useMemo(() => ({ ...filter, asOf: restingAt }) as Partial<MatrixQuery>, [filter, restingAt]);
  const answer = useQuery({
    queryKey: KEYS.placementMatrix(query),
    queryFn: ({ signal }) => call('getPlacementMatrix', { query, signal }),
    placeholderData: (previous) => previous,
    enabled: problem === undefined,
    refetchInterval: asOf === undefined ? REFRESH_MS : false,
  });
  const matrix = problem === undefined && !answer.isError ? answer.data : undefined;
  const goTo = (moment: string | undefined) => set({ asOf: moment, from: undefined, to: undefined });
  return (
    <>
      <AuditHeader
        page="matrix"
        summary={t('matrix.lead')}
        actions={
          <>
            <Button
              component={AppLink}
              variant="default"
              href={questionHref('/audit/', { ...filter, asOf })}
              leftSection={<IconTable size={14} aria-hidden />}
            >
              {t('matrix.asTable')}
            </Button>
            {problem === undefined ? (
              <TakeAway query={{ ...filter, asOf }} file="exportPlacementMatrix" list="getPlacementMatrix" />
            ) : null}
          </>
        }
      />
      <QuestionBar
        question={{ ...question, when, problem }}
        time={
          <>
            <TimePicker when={when} types={MOMENTS} onChange={set} />
            <TimeSlider asOf={asOf} filter={filter} onChange={goTo} />
          </>
        }
        summary={matrix === undefined ? null : <Words matrix={matrix} when={when.type} />}
      />
      {problem === undefined && answer.isPending ? <SkeletonRows /> : null}
      {problem === undefined && answer.isError ? (
        <QuestionError filter={filter} error={answer.error} onRetry={() => answer.refetch()} />
      ) : null}
      {matrix === undefined ? null : matrix.images.length === 0 ? (
        <EmptyState title={t('matrix.none')} />
      ) : (
        <MatrixGrid
          matrix={matrix}
          hrefOf={(image, host) => questionHref('/audit/', { ...filter, image, host, asOf })}
        />
      )}
      {matrix !== undefined && matrix.hostsLeftOut + matrix.imagesLeftOut > 0 ? (
        <p className={classes.after}>
          {t('matrix.leftOut', { images: matrix.imagesLeftOut, hosts: matrix.hostsLeftOut })}
        </p>
      ) : null}
    </>
  );
}

function Words({ matrix: { images, hosts, cells }, when }: { matrix: PlacementMatrix; when: When['type'] }) {
  const t = useTranslations('audit');
  const busy = new Set(cells.map(([, host]) => host)).size;
  const silent = hosts.filter(({ isObserved }) => !isObserved).length;
  return (
    <>
      {t('matrix.answer', { images: images.length, hosts: busy })}
      {silent === 0 ? null : <span className="warn"> · {t(`unobserved.title.${when}`, { hosts: silent })}</span>}
    </>
  );
}
