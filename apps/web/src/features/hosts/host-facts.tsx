import type { Host } from '@roadstead/contract';
import type { EngineFacts } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { Copyable } from '../../lib/ui/copy-button';
import { Columns, Fact, Facts, Section } from '../../lib/ui/facts';
import { Callout, EmptyState } from '../../lib/ui/notice';
import { StorageFacts } from './storage-facts';
import { clockOffsetOf } from './use-hosts';

/** What `docker info` and `docker version` say of the host's engine, and what is known of its agent. */
export default function HostFacts({ host }: { host: Host }) {
  const t = useTranslations('hosts.facts');
  return (
    <>
      {host.engineState === 'down' ? (
        <p className="bad" role="alert">
          {t('engineDown', { reason: host.engineError ?? '' })}
        </p>
      ) : null}
      {host.engine?.warnings.map((warning) => (
        <Callout key={warning} tone="warn">
          {warning}
        </Callout>
      ))}
      {host.engine === undefined ? (
        <EmptyState title={t('noFacts')}>
          <p>{t('noFactsNext')}</p>
        </EmptyState>
      ) : (
        <Columns>
          <EngineSection engine={host.engine} />
          <MachineSection engine={host.engine} />
          <StorageSection engine={host.engine} />
          <AgentSection host={host} />
          <RegistrySection engine={host.engine} />
        </Columns>
      )}
      {host.engine === undefined ? <AgentSection host={host} /> : null}
    </>
  );
}

function EngineSection({ engine }: { engine: EngineFacts }) {
  const t = useTranslations('hosts.facts');
  return (
    <Section title={t('engine')}>
      <Facts>
        <Fact name={t('version')}>{engine.version}</Fact>
        <Fact name={t('api')}>{engine.apiVersion}</Fact>
        <Fact name="containerd">{engine.containerdVersion ?? '–'}</Fact>
        <Fact name="runc">{engine.runcVersion ?? '–'}</Fact>
        <Fact name={t('cgroup')}>
          {[engine.cgroupDriver, engine.cgroupVersion && `v${engine.cgroupVersion}`].filter(Boolean).join(', ')}
        </Fact>
        <Fact name={t('liveRestore')}>{engine.liveRestore ? t('on') : t('off')}</Fact>
        <Fact name={t('engineId')}>
          <Copyable text={engine.engineId} what={t('engineId')} />
        </Fact>
      </Facts>
    </Section>
  );
}

function MachineSection({ engine }: { engine: EngineFacts }) {
  const t = useTranslations('hosts.facts');
  const format = useFormat();
  return (
    <Section title={t('machine')}>
      <Facts>
        <Fact name={t('hostName')}>{engine.name}</Fact>
        <Fact name={t('os')}>{engine.os}</Fact>
        <Fact name={t('kernel')}>{engine.kernel}</Fact>
        <Fact name={t('architecture')}>{`${engine.osType}/${engine.architecture}`}</Fact>
        <Fact name="CPU">{format.number(engine.cpus)}</Fact>
        <Fact name={t('memory')}>{format.bytes(engine.memoryBytes)}</Fact>
      </Facts>
    </Section>
  );
}

function StorageSection({ engine }: { engine: EngineFacts }) {
  const t = useTranslations('hosts.facts');
  return (
    <Section title={t('storage')}>
      <StorageFacts engine={engine} />
    </Section>
  );
}

function RegistrySection({ engine }: { engine: EngineFacts }) {
  const t = useTranslations('hosts.facts');
  return (
    <Section title={t('registries')}>
      <Facts>
        <Fact name={t('mirrors')}>{engine.registryMirrors.join(', ') || t('none')}</Fact>
        <Fact name={t('insecure')}>{engine.insecureRegistries.join(', ') || t('none')}</Fact>
      </Facts>
    </Section>
  );
}

function AgentSection({ host }: { host: Host }) {
  const t = useTranslations('hosts.facts');
  const format = useFormat();
  return (
    <Section title={t('agent')}>
      <Facts>
        <Fact name={t('version')}>{host.agentVersion ?? '–'}</Fact>
        <Fact name={t('lastHeard')}>{host.lastHeardAt === undefined ? t('never') : <Age at={host.lastHeardAt} />}</Fact>
        <Fact name={t('address')}>{host.address ?? '–'}</Fact>
        <Fact name={t('rss')}>{host.agentRssBytes === undefined ? '–' : format.bytes(host.agentRssBytes)}</Fact>
        <Fact name={t('clock')}>
          {host.clockOffsetMs === undefined ? '–' : <ClockWords offsetMs={clockOffsetOf(host)} />}
        </Fact>
        <Fact name={t('joined')}>{format.dateTime(host.createdAt)}</Fact>
        <Fact name="ID">
          <Copyable text={host.id} what="ID" />
        </Fact>
      </Facts>
    </Section>
  );
}

function ClockWords({ offsetMs }: { offsetMs: number }) {
  const t = useTranslations('hosts.facts');
  const format = useFormat();
  if (offsetMs === 0) return t('clockInStep');
  const time = format.duration(Math.abs(offsetMs) / 1_000);
  return <span className="warn">{offsetMs > 0 ? t('clockAhead', { time }) : t('clockBehind', { time })}</span>;
}
