import { Button } from '@mantine/core';
import type { DerivedPage } from '@roadstead/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { Segments } from '../../lib/ui/segments';
import { RelatedImages } from '../provenance/related-images';
import classes from './derived-images.module.css';

const PAGE = 50;
const WHICH = ['direct', 'all'] as const;

/** Images that have all layers of this one and more: what a new base would have to be carried to. */
export function DerivedImages({ imageId }: { imageId: string }) {
  const t = useTranslations('bases.derived');
  const more = useTranslations('bases');
  const [which, setWhich] = useState<(typeof WHICH)[number]>('direct');
  const isDirect = which === 'direct';
  const { data, error, refetch, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: KEYS.derivedImages(imageId, isDirect),
    queryFn: ({ pageParam, signal }) =>
      call('listDerivedImages', {
        params: { imageId },
        query: { direct: isDirect ? 'true' : 'false', cursor: pageParam, limit: PAGE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: DerivedPage) => page.nextCursor,
    placeholderData: (previous) => previous,
  });
  const first = data?.pages[0];
  const images = data?.pages.flatMap(({ items }) => items) ?? [];
  if (first === undefined) {
    return (
      <Section title={t('title')}>
        {error === null ? <SkeletonRows count={2} /> : <ErrorState error={error} onRetry={refetch} />}
      </Section>
    );
  }
  const { counts, total } = first;
  if (counts.all === 0) {
    return (
      <Section title={t('title')}>
        <p className="quiet">{t('none')}</p>
      </Section>
    );
  }
  return (
    <Section
      title={t('title')}
      aside={
        <AppLink href={`/audit/bases/?q=${encodeURIComponent(imageId)}`} className="link">
          {t('inTree')}
        </AppLink>
      }
    >
      <div className={classes.tools}>
        <Segments
          label={t('which')}
          options={WHICH.map((id) => ({ id, label: t(id), count: counts[id] }))}
          current={which}
          onChange={setWhich}
        />
        <span className="quiet">{t('summary', { hosts: counts.hosts, running: counts.running })}</span>
      </div>
      <RelatedImages images={images} label={t('title')} />
      {images.length < total ? (
        <Button variant="default" mt={10} loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {more('more', { count: total - images.length })}
        </Button>
      ) : null}
    </Section>
  );
}
