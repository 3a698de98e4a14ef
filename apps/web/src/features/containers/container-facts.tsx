import { Button } from '@mantine/core';
import type { Container, ContainerInspection } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { Columns, Fact, Facts, Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { Callout } from '../../lib/ui/notice';
import { HostAge, HostMoment } from '../hosts/host-time';
import { useClockOffset } from '../hosts/use-hosts';
import { ContainerStateWords, ENDED } from './container-state';
import { HealthSection } from './inspect/health-section';
import { LimitsSection, SecuritySection } from './inspect/limits-sections';
import { NetworkSection } from './inspect/network-section';
import { EnvironmentSection, ProcessSection } from './inspect/process-sections';
import { StorageSection } from './inspect/storage-section';

/** All that is known of a container: what its host reported, and what its engine says when it is asked now. */
export default function ContainerFacts({ container }: { container: Container }) {
  const t = useTranslations('containers');
  const f = useTranslations('facts');
  const words = useErrorWords();
  const { hostId, id, state, health, startedAt, name, restartCount } = container;
  const [withSize, setWithSize] = useState(false);
  const query = useQuery({
    // Anew whenever the inventory tells of a change.
    queryKey: [...KEYS.containerDetail(hostId, id, withSize), state, health, startedAt, name, restartCount],
    queryFn: ({ signal }) =>
      call('containerDetail', {
        params: { hostId, containerId: id },
        query: { size: withSize ? 'true' : 'false' },
        signal,
      }),
    placeholderData: (before) => before,
    retry: false,
  });
  const detail: ContainerInspection | undefined = query.data;
  return (
    <>
      {container.error === undefined || container.error === '' ? null : (
        <Callout tone="bad" title={t('startFailed')}>
          {container.error}
        </Callout>
      )}
      {query.isError ? (
        <Callout tone="warn" title={f('notAsked')}>
          {words(query.error)}
        </Callout>
      ) : null}
      <Columns>
        <StateSection container={container} detail={detail} />
        <OriginSection container={container} detail={detail} />
        {detail === undefined ? (
          <LabelsSection labels={container.labels} />
        ) : (
          <>
            <ProcessSection detail={detail} />
            <EnvironmentSection detail={detail} />
            <HealthSection detail={detail} />
            <NetworkSection detail={detail} />
            <StorageSection
              detail={detail}
              measure={
                <Button
                  variant="default"
                  size="compact-sm"
                  loading={withSize && query.isFetching}
                  onClick={() => (withSize ? query.refetch() : setWithSize(true))}
                >
                  {f('measure')}
                </Button>
              }
            />
            <LimitsSection detail={detail} />
            <SecuritySection detail={detail} />
            <LabelsSection labels={detail.labels} />
          </>
        )}
      </Columns>
      {detail === undefined ? null : (
        <p className="quiet">
          {f('asked')} <HostAge hostId={hostId} at={detail.observedAt} />
        </p>
      )}
    </>
  );
}

interface SectionProps {
  container: Container;
  detail?: ContainerInspection;
}

function StateSection({ container, detail }: SectionProps) {
  const t = useTranslations('containers');
  const f = useTranslations('facts');
  const offsetMs = useClockOffset(container.hostId);
  const format = useFormat();
  return (
    <Section title={t('column.state')}>
      <Facts>
        <Fact name={t('column.state')}>
          <ContainerStateWords container={container} isLong />
        </Fact>
        <Fact name={t('column.created')}>
          <HostMoment hostId={container.hostId} at={container.createdAt} />
        </Fact>
        <Fact name={t('started')}>
          {container.startedAt === undefined ? '–' : <HostMoment hostId={container.hostId} at={container.startedAt} />}
        </Fact>
        {container.finishedAt === undefined ? null : (
          <Fact name={t(ENDED.includes(container.state) ? 'finished' : 'finishedBefore')}>
            <HostMoment hostId={container.hostId} at={container.finishedAt} />
          </Fact>
        )}
        {container.exitCode === undefined ? null : <Fact name={f('exitCode')}>{container.exitCode}</Fact>}
        <Fact name={t('restarts')}>
          {t('restartsWithPolicy', { count: container.restartCount, policy: container.restartPolicy })}
        </Fact>
        {container.autoRemove === true ? <Fact name={f('atEnd')}>{f('autoRemove')}</Fact> : null}
        {detail?.state.pid === undefined ? null : (
          <Fact name={f('pid')}>
            <Copyable text={String(detail.state.pid)} what={f('pid')} />
          </Fact>
        )}
        <Fact name={t('dataAge')}>
          <Age at={container.dataAsOf} />
        </Fact>
        {offsetMs === 0 ? null : (
          <Fact name={t('clock')}>
            <span className="warn">{t('clockOff', { time: format.duration(Math.abs(offsetMs) / 1_000) })}</span>
          </Fact>
        )}
      </Facts>
    </Section>
  );
}

function OriginSection({ container, detail }: SectionProps) {
  const t = useTranslations('containers');
  const f = useTranslations('facts');
  return (
    <Section title={t('origin')}>
      <Facts>
        <Fact name={t('column.image')}>
          <Copyable text={container.imageReference} what={t('column.image')} wraps />
        </Fact>
        <Fact name={t('imageId')}>
          <AppLink href={hrefTo.image(container.imageId)} className="link mono">
            {shortId(container.imageId)}
          </AppLink>
        </Fact>
        <Fact name={t('column.host')}>
          <AppLink href={hrefTo.host(container.hostId)} className="link">
            {container.hostName}
          </AppLink>
        </Fact>
        <Fact name={t('id')}>
          <Copyable text={container.id} shown={shortId(container.id)} what={t('id')} />
        </Fact>
        {detail === undefined ? (
          <Fact name={t('command')}>
            <Copyable text={container.command} what={t('command')} />
          </Fact>
        ) : (
          <Fact name={f('platform')}>{detail.platform || '–'}</Fact>
        )}
      </Facts>
    </Section>
  );
}

function LabelsSection({ labels }: { labels: Record<string, string> }) {
  const t = useTranslations('containers');
  return (
    <Section title={t('labels')}>
      <Facts>
        {Object.entries(labels).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value === '' ? '–' : <Copyable text={value} what={name} />}
          </Fact>
        ))}
      </Facts>
      {Object.keys(labels).length === 0 ? <p className="quiet">{t('noLabels')}</p> : null}
    </Section>
  );
}
