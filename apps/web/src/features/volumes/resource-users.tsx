import type { ResourceUser } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';

const NAMED = 5;

/** Containers that use a volume or a network, by name. */
export function ResourceUsers({ hostId, users }: { hostId: string; users: readonly ResourceUser[] }) {
  const t = useTranslations('volumes');
  if (users.length === 0) return <span className="quiet">{t('unused')}</span>;
  return (
    <span>
      {users.slice(0, NAMED).map(({ containerId, name, running }, position) => (
        <span key={containerId}>
          {position === 0 ? null : ', '}
          <AppLink href={hrefTo.container(hostId, containerId)} className="link">
            {name}
          </AppLink>
          {running ? null : <span className="quiet"> {t('stopped')}</span>}
        </span>
      ))}
      {users.length > NAMED ? <span className="quiet"> {t('moreUsers', { count: users.length - NAMED })}</span> : null}
    </span>
  );
}
