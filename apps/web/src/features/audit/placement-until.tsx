import type { Placement } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { StatusDot } from '../../lib/ui/status-dot';
import { Moment } from './moment';

/** When the run ended and how that is known; or that it goes on, or that nobody knows. */
export function PlacementUntil({ placement }: { placement: Placement }) {
  const t = useTranslations('audit.until');
  const { to, endKnownBy, exitCode } = placement;
  if (to === undefined) {
    const isUnsure = placement.lastSeenAt !== undefined || placement.certainty === 'unobserved';
    return isUnsure ? <Unobserved placement={placement} /> : <Running />;
  }
  const isGap = endKnownBy === 'gap';
  return (
    <>
      <StatusDot tone={isGap ? 'warn' : exitCode === undefined || exitCode === 0 ? 'idle' : 'bad'} />
      {isGap ? <span className="warn">{t('before')} </span> : null}
      <Moment at={to} />
      {exitCode === undefined ? null : (
        <span className={exitCode === 0 ? 'quiet' : 'bad'}> · {t('exit', { exitCode })}</span>
      )}
    </>
  );
}

function Running() {
  const t = useTranslations('audit.until');
  return (
    <>
      <StatusDot tone="good" />
      {t('running')}
    </>
  );
}

function Unobserved({ placement }: { placement: Placement }) {
  const t = useTranslations('audit.until');
  return (
    <>
      <StatusDot tone="warn" />
      <span className="warn">
        {placement.lastSeenAt === undefined ? (
          t('unobserved')
        ) : (
          <>
            {t('lastSeen')} <Moment at={placement.lastSeenAt} />
          </>
        )}
      </span>
    </>
  );
}

/** How much is known of it: what was seen, by whom the end is known, and what nobody saw. */
export function PlacementKnowledge({ placement }: { placement: Placement }) {
  const t = useTranslations('audit.known');
  if (placement.certainty === 'unobserved') {
    return (
      <span className="warn" title={t('unobservedMeans')}>
        {t('unobserved')}
      </span>
    );
  }
  const how = placement.endKnownBy ?? 'observed';
  return (
    <span className={how === 'gap' ? 'warn' : 'quiet'} title={t(`${how}Means`)}>
      {t(how)}
    </span>
  );
}
