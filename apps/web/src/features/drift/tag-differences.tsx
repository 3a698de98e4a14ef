import { Button } from '@mantine/core';
import type { TagDiffers } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { type PlainColumn, PlainTable } from '../../lib/ui/plain-table';
import { useMay } from '../auth/use-current-user';
import classes from './drift.module.css';
import type { DriftFilter } from './drifted-containers';
import { ImageLink } from './image-link';
import { NoDrift } from './no-drift';
import { useDrift } from './use-drift';

type Variant = TagDiffers['variants'][number];

/** Tags that name several images: which on which hosts. */
export function TagDifferences({ filter, isFiltered }: DriftFilter) {
  const t = useTranslations('drift');
  const list = useDrift('tag-differs', filter);
  const columns = useVariantColumns();
  const mayRun = useMay('jobs.run');
  if (list.rows === undefined) {
    return list.isPending ? <SkeletonRows /> : <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  }
  if (list.rows.length === 0) return <NoDrift kind="tag-differs" isFiltered={isFiltered} latest={list.latest} />;
  return (
    <>
      {list.rows.map(({ reference, platform, isFromRegistry, variants }) => (
        <Section
          key={`${reference} ${platform}`}
          title={reference}
          aside={
            <span className="quiet">
              {t('images', { count: variants.length, platform })}
              {mayRun && isFromRegistry ? (
                <>
                  {' · '}
                  <PullLink reference={reference} variants={variants} />
                </>
              ) : null}
            </span>
          }
        >
          {isFromRegistry ? null : <p className={classes.means}>{t('ofNoRegistry')}</p>}
          <PlainTable label={reference} columns={columns} rows={variants} rowKey={({ imageId }) => imageId} />
        </Section>
      ))}
      {list.hasNextPage ? (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}

/** To the form of a pull with all of them chosen, so that they have the same again; where not all are told of, it says so. */
function PullLink({ reference, variants }: { reference: string; variants: readonly Variant[] }) {
  const t = useTranslations('drift');
  const hosts = new Set(variants.flatMap((variant) => variant.hosts.map(({ id }) => id)));
  const isWhole = variants.every(({ hostCount, hosts: told }) => hostCount === told.length);
  const query = new URLSearchParams({ reference, host: [...hosts].join(',') });
  return (
    <AppLink href={`/pull/?${query}`} className="link">
      {isWhole ? t('pullHere') : t('pullShown', { count: hosts.size })}
    </AppLink>
  );
}

function useVariantColumns(): PlainColumn<Variant>[] {
  const t = useTranslations('drift');
  return [
    { name: t('column.image'), cell: ({ imageId }) => <ImageLink id={imageId} /> },
    { name: t('column.made'), cell: ({ createdAt }) => <Age at={createdAt} /> },
    { name: t('column.running'), isNumber: true, cell: ({ running }) => running },
    { name: t('column.hosts'), cell: (variant) => <Hosts {...variant} /> },
  ];
}

function Hosts({ hosts, hostCount }: Variant) {
  const t = useTranslations('drift');
  const left = hostCount - hosts.length;
  return (
    <>
      {hosts.map(({ id, name }, i) => (
        <span key={id}>
          {i === 0 ? null : ', '}
          <AppLink href={hrefTo.host(id)} className="link">
            {name}
          </AppLink>
        </span>
      ))}
      {left === 0 ? null : ` ${t('moreHosts', { count: left })}`}
    </>
  );
}
