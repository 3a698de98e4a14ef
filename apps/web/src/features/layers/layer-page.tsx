'use client';

import type { LayerDetail } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { serverNow } from '../../lib/clock/server-clock';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { candidatesOf, DigestCandidates } from '../../lib/ui/digest-candidates';
import { Columns, Fact, Facts, Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { Absence } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { questionHref } from '../audit/question';
import { instructionOf } from '../images/instruction';
import { LayerContainers } from './layer-containers';
import { LayerImages } from './layer-images';

const REFRESH_MS = 15_000;
const MONTH_MS = 30 * 86_400_000;

/** A layer, and everything of the fleet that lies on it. */
export function LayerPage() {
  const t = useTranslations('layer');
  const shell = useTranslations('shell.auditPages');
  const id = useUrlState().get('id') ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: KEYS.layer(id),
    queryFn: ({ signal }) => call('getLayer', { params: { chainId: id }, signal }),
    enabled: id !== '',
    refetchInterval: ({ state }) => (state.error === null ? REFRESH_MS : false),
  });
  const above = { href: '/audit/layers/', label: shell('layers') };
  if (data === undefined) {
    const candidates = candidatesOf(error, 'layers', 'layer').digests;
    return (
      <>
        <PageHeader title={t('one')} above={above} />
        {candidates.length === 0 ? (
          <Absence id={id} error={error} onRetry={refetch} above={above} />
        ) : (
          <DigestCandidates title={t('candidates')} digests={candidates} hrefOf={hrefTo.layer} what={t('chainId')} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t('title', { id: shortId(data.chainId) })}
        above={above}
        summary={<Copyable text={data.chainId} shown={data.chainId} what={t('chainId')} wraps />}
      />
      <Columns>
        <Nature layer={data} />
        <Spread layer={data} />
      </Columns>
      <LayerContainers key={data.chainId} layer={data} />
      <LayerImages key={`${data.chainId} images`} layer={data} />
    </>
  );
}

function Nature({ layer }: { layer: LayerDetail }) {
  const t = useTranslations('layer');
  const images = useTranslations('images');
  const format = useFormat();
  return (
    <Section title={t('facts')}>
      <Facts>
        <Fact name={t('createdBy')}>
          {layer.createdBy.map((each) => (
            <div key={each}>
              <code>{instructionOf(each) || images('noInstruction')}</code>
            </div>
          ))}
        </Fact>
        <Fact name={t('size')}>{format.bytes(layer.size)}</Fact>
        <Fact name={t('position')}>{t('positionIs', { number: layer.position + 1 })}</Fact>
        <Fact name={images('diffId')}>
          <Copyable text={layer.diffId} shown={shortId(layer.diffId)} what={images('diffId')} />
        </Fact>
        <Fact name={t('on')}>
          {layer.parentChainId === undefined ? (
            t('nothing')
          ) : (
            <AppLink href={hrefTo.layer(layer.parentChainId)} className="link mono">
              {shortId(layer.parentChainId)}
            </AppLink>
          )}
        </Fact>
      </Facts>
    </Section>
  );
}

function Spread({ layer }: { layer: LayerDetail }) {
  const t = useTranslations('layer');
  const format = useFormat();
  const { chainId, imageCount, topOfCount, formerImageCount, runningCount, containerCount } = layer;
  const from = new Date(Math.floor((serverNow() - MONTH_MS) / 60_000) * 60_000).toISOString();
  return (
    <Section title={t('inFleet')}>
      <Facts>
        <Fact name={t('images')}>
          {t('imagesAre', { count: imageCount, tops: topOfCount, former: formerImageCount })}
        </Fact>
        <Fact name={t('hosts')}>{format.number(layer.hostCount)}</Fact>
        <Fact name={t('bytes')}>{format.bytes(layer.bytes)}</Fact>
        <Fact name={t('running')}>{t('runningAre', { running: runningCount, containers: containerCount })}</Fact>
        <Fact name={t('history')}>
          <AppLink href={questionHref('/audit/', { layer: chainId, from })} className="link">
            {t('historyMonth')}
          </AppLink>
          {' · '}
          <AppLink href={questionHref('/audit/matrix/', { layer: chainId })} className="link">
            {t('matrix')}
          </AppLink>
        </Fact>
      </Facts>
    </Section>
  );
}
