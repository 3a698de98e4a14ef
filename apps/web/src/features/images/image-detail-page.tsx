'use client';

import type { ImageDetail } from '@roadstead/contract';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { Copyable } from '../../lib/ui/copy-button';
import { Columns, Section } from '../../lib/ui/facts';
import { Absence, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { Tabs } from '../../lib/ui/tabs';
import { useUrlState } from '../../lib/ui/use-url-state';
import { RunButton } from '../run/run-button';
import { ImageActions } from './image-actions';
import { ImageConfigSection } from './image-config';
import { ImageContainers, ImageHosts } from './image-places';
import { LayerStack } from './layer-stack';
import { PullButton } from './pull-button';
import { ReferenceWords } from './reference-words';
import { useImage } from './use-images';

const ImagePackages = lazy(() => import('../packages/image-packages'));
const LanesView = lazy(() => import('../audit/lanes-view'));
const ImageProvenance = lazy(() => import('../provenance/image-provenance'));

const TABS = ['overview', 'packages'] as const;

export function ImageDetailPage() {
  const t = useTranslations('images');
  const packages = useTranslations('packages.image');
  const url = useUrlState();
  const id = url.get('id') ?? '';
  const { data: image, error, refetch } = useImage(id);
  const tab = TABS.find((each) => each === url.get('tab')) ?? 'overview';
  const above = { href: '/images/', label: t('title') };
  if (image === undefined) {
    return (
      <>
        <PageHeader title={t('one')} above={above} />
        <Absence id={id} error={error} onRetry={refetch} above={above} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={image.references[0] ?? shortId(image.id)}
        heading={<ReferenceWords references={image.references.slice(0, 1)} />}
        above={above}
        summary={<Summary image={image} />}
        actions={
          <>
            <ImageActions images={[image]} />
            {image.references.length === 0 ? null : <PullButton reference={image.references[0]} isQuiet />}
            <RunButton image={image.references[0] ?? image.id} />
          </>
        }
      />
      <Tabs
        label={packages('views')}
        current={tab}
        tabs={TABS.map((each) => ({ id: each, label: packages(`tab.${each}`) }))}
        onChange={(each) => url.set({ tab: each === 'overview' ? undefined : each, q: undefined, sort: undefined })}
      />
      {tab === 'overview' ? <Overview image={image} /> : null}
      {tab === 'packages' ? (
        <Suspense fallback={<SkeletonRows />}>
          <ImagePackages key={image.id} image={image} />
        </Suspense>
      ) : null}
    </>
  );
}

function Overview({ image }: { image: ImageDetail }) {
  const lanes = useTranslations('audit.lanes');
  return (
    <>
      <LayerStack image={image} />
      <Columns>
        <ImageHosts image={image} />
        <ImageContainers image={image} />
        <ImageConfigSection image={image} />
      </Columns>
      {/* Below what is there at once: nothing that one is about to click moves when it comes. */}
      <Suspense fallback={<SkeletonRows count={3} />}>
        <ImageProvenance image={image} />
      </Suspense>
      <Section title={lanes('title')}>
        <Suspense fallback={<SkeletonRows count={3} />}>
          <LanesView key={image.id} of={{ image: image.id }} />
        </Suspense>
      </Section>
    </>
  );
}

function Summary({ image }: { image: ImageDetail }) {
  const t = useTranslations('images');
  const format = useFormat();
  const platform = [image.os, image.architecture, image.variant].filter(Boolean).join('/');
  return (
    <>
      <Copyable text={image.id} shown={shortId(image.id)} what={t('column.id')} />
      <span className="quiet">
        {' · '}
        {format.bytes(image.size)}
        {' · '}
        {platform}
        {' · '}
        {t('createdAge')} <Age at={image.createdAt} />
      </span>
    </>
  );
}
