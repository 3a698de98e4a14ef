import type { Host } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';

type HostState = Pick<Host, 'status' | 'engineState' | 'lastHeardAt' | 'dataAsOf'>;

/** A host whose engine is down is reachable, and still not well. */
export function hostTone({ status, engineState }: HostState): Tone {
  if (status === 'online') return engineState === 'down' ? 'bad' : 'good';
  if (status === 'unknown') return 'warn';
  return status === 'offline' ? 'bad' : 'idle';
}

/** The state in words, and the age of what is known: of the inventory of an online host, of the last word of another. */
export function HostStatusWords({ host, withAge = true }: { host: HostState; withAge?: boolean }) {
  const t = useTranslations('hosts');
  const isOnline = host.status === 'online';
  const isEngineDown = isOnline && host.engineState === 'down';
  const knownAt = isOnline ? host.dataAsOf : host.lastHeardAt;
  return (
    <span className="truncate">
      <StatusDot tone={hostTone(host)} />
      {isEngineDown ? t('engineDown') : t(`status.${host.status}`)}
      {withAge && knownAt !== undefined ? (
        <span className="quiet" title={isOnline ? t('dataFrom') : undefined}>
          {' · '}
          {isOnline ? null : `${t('heard')} `}
          <Age at={knownAt} />
        </span>
      ) : null}
    </span>
  );
}
