import type { NetworkUser } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';

const NAMED = 8;

/** Who is joined, each with its address. */
export function NetworkUsers({ hostId, users }: { hostId: string; users: readonly NetworkUser[] }) {
  const t = useTranslations('networks');
  if (users.length === 0) return <span className="quiet">{t('unused')}</span>;
  return (
    <span>
      {users.slice(0, NAMED).map(({ containerId, name, ipv4, ipv6, running }) => (
        <div key={containerId}>
          <AppLink href={hrefTo.container(hostId, containerId)} className="link">
            {name}
          </AppLink>{' '}
          <span className="quiet mono">{[ipv4, ipv6].filter(Boolean).join(' ')}</span>
          {running ? null : <span className="quiet"> {t('stopped')}</span>}
        </div>
      ))}
      {users.length > NAMED ? <div className="quiet">{t('moreUsers', { count: users.length - NAMED })}</div> : null}
    </span>
  );
}
