import type { Container } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { Columns, Fact, Facts, Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { Callout } from '../../lib/ui/notice';
import { HostMoment } from '../hosts/host-time';
import { useClockOffset } from '../hosts/use-hosts';
import { ContainerStateWords } from './container-state';
import { portTexts } from './ports';

export default function ContainerFacts({ container }: { container: Container }) {
  const t = useTranslations('containers');
  return (
    <>
      {container.error === undefined || container.error === '' ? null : (
        <Callout tone="bad" title={t('startFailed')}>
          {container.error}
        </Callout>
      )}
      <Columns>
        <StateSection container={container} />
        <OriginSection container={container} />
        <Section title={t('mounts')}>
          <Facts>
            {container.mounts.map((mount) => (
              <Fact key={mount.destination} name={mount.type}>
                <code>
                  {mount.source} → {mount.destination}
                </code>{' '}
                {mount.readOnly ? <span className="quiet">{t('readOnly')}</span> : null}
              </Fact>
            ))}
          </Facts>
          {container.mounts.length === 0 ? <p className="quiet">{t('noMounts')}</p> : null}
        </Section>
        <Section title={t('labels')}>
          <Facts>
            {Object.entries(container.labels).map(([name, value]) => (
              <Fact key={name} name={name}>
                <code>{value}</code>
              </Fact>
            ))}
          </Facts>
          {Object.keys(container.labels).length === 0 ? <p className="quiet">{t('noLabels')}</p> : null}
        </Section>
      </Columns>
    </>
  );
}

function StateSection({ container }: { container: Container }) {
  const t = useTranslations('containers');
  const offsetMs = useClockOffset(container.hostId);
  const format = useFormat();
  const ports = portTexts(container.ports);
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
          <Fact name={t('finished')}>
            <HostMoment hostId={container.hostId} at={container.finishedAt} />
          </Fact>
        )}
        <Fact name={t('restarts')}>
          {t('restartsWithPolicy', { count: container.restartCount, policy: container.restartPolicy })}
        </Fact>
        <Fact name={t('column.ports')}>{ports.length === 0 ? '–' : <code>{ports.join(', ')}</code>}</Fact>
        <Fact name={t('networks')}>{container.networks.join(', ') || '–'}</Fact>
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

function OriginSection({ container }: { container: Container }) {
  const t = useTranslations('containers');
  return (
    <Section title={t('origin')}>
      <Facts>
        <Fact name={t('column.image')}>
          <Copyable text={container.imageReference} what={t('column.image')} />
        </Fact>
        <Fact name={t('imageId')}>
          <AppLink href={hrefTo.image(container.imageId)} className="link mono">
            {shortId(container.imageId)}
          </AppLink>
        </Fact>
        <Fact name={t('command')}>
          <Copyable text={container.command} what={t('command')} />
        </Fact>
        <Fact name={t('terminal')}>{container.tty ? t('yes') : t('no')}</Fact>
        <Fact name={t('column.host')}>
          <AppLink href={hrefTo.host(container.hostId)} className="link">
            {container.hostName}
          </AppLink>
        </Fact>
        <Fact name={t('id')}>
          <Copyable text={container.id} shown={shortId(container.id)} what={t('id')} />
        </Fact>
      </Facts>
    </Section>
  );
}
