import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { questionHref } from '../audit/question';
import { TimelineEntries } from './timeline/timeline-entries';

/** A span that has all of its life. */
const EVER = '1970-01-01T00:00:00.000Z';

/** What happened to the container, asked for anew whenever it changes. */
export default function ContainerTimelineView({ container }: { container: Container }) {
  const t = useTranslations('timeline');
  const { hostId, id, state, health, restartCount, startedAt, name } = container;
  const query = useInfiniteQuery({
    queryKey: [...KEYS.containerTimeline(hostId, id), state, health, restartCount, startedAt, name],
    queryFn: ({ pageParam, signal }) =>
      call('containerTimeline', { params: { hostId, containerId: id }, query: { before: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextBefore,
    placeholderData: (before) => before,
  });
  if (query.data === undefined) {
    return query.isError ? <ErrorState error={query.error} onRetry={() => query.refetch()} /> : <SkeletonRows />;
  }
  const [newest] = query.data.pages;
  const entries = query.data.pages.flatMap((page) => page.entries);
  if (newest === undefined) return null;
  return (
    <>
      <AppLink href={questionHref('/audit/', { host: hostId, container: id, from: EVER })} className="link">
        {t('runs')}
      </AppLink>
      <TimelineEntries timeline={newest} entries={entries} />
      {entries.length === 0 ? <EmptyState title={t('none')} /> : null}
      {query.hasNextPage ? (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {t('older')}
        </Button>
      ) : null}
    </>
  );
}
