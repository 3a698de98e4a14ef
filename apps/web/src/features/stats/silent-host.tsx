import type { Host } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { Callout } from '../../lib/ui/notice';

/** Says that nothing comes of a host, and since when: its charts have a gap, and no old value is shown as live. */
export function SilentHost({ host }: { host: Host | undefined }) {
  const t = useTranslations('stats');
  if (host === undefined || (host.status === 'online' && host.engineState !== 'down')) return null;
  if (host.status === 'online') return <Callout tone="warn">{t('engineDown', { host: host.name })}</Callout>;
  return (
    <Callout tone="warn">
      {t('silent', { host: host.name })} {host.lastHeardAt === undefined ? null : <Age at={host.lastHeardAt} />}
    </Callout>
  );
}
