import { memo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { clockOffsetOf, useHosts } from '../hosts/use-hosts';
import { labelColour } from './log-row';
import type { LogSession } from './log-session';
import classes from './log-viewer.module.css';
import type { NamedSource } from './named-source';

interface Props {
  session: LogSession;
  sources: readonly NamedSource[];
  isFollowing: boolean;
}

/** Below the lines: whether they are live, what is wrong, and how many there are. */
export function LogStatus({ session, sources, isFollowing }: Props) {
  const t = useTranslations('logs');
  const format = useFormat();
  const { counts, shown } = session;
  return (
    <div className={classes.status} data-taken={counts.taken} data-skipped={counts.skipped}>
      <State session={session} isFollowing={isFollowing} />
      <span className={`${classes.facts} tabular`}>
        <Clocks sources={sources} />
        {sources.length === 1
          ? null
          : sources.map(({ hostId, containerId, name, hostName }, index) => (
              <span key={`${hostId} ${containerId}`} style={{ color: labelColour(index) }}>
                {name} · {hostName}
              </span>
            ))}
        <span className={classes.legend}>stderr</span>
        {counts.skipped === 0 ? null : <span>{t('skippedInAll', { count: counts.skipped })}</span>}
        <span>{t('lines', { lines: format.number(shown.length) })}</span>
      </span>
    </div>
  );
}

/** Lines have the moments of their hosts' clocks: which of those are out of step. Not drawn anew with every batch of lines. */
const Clocks = memo(function Clocks({ sources }: Pick<Props, 'sources'>) {
  const t = useTranslations('logs');
  const format = useFormat();
  const { data: hosts = [] } = useHosts();
  const own = new Set(sources.map(({ hostId }) => hostId));
  return hosts
    .filter((host) => own.has(host.id) && clockOffsetOf(host) !== 0)
    .map((host) => {
      const offset = clockOffsetOf(host);
      const by = format.duration(Math.abs(offset) / 1000);
      return (
        <span key={host.id} className={classes.clock}>
          {t(offset > 0 ? 'clockAhead' : 'clockBehind', { host: host.name, by })}
        </span>
      );
    });
});

function State({ session, isFollowing }: Pick<Props, 'session' | 'isFollowing'>) {
  const t = useTranslations('logs');
  const words = useErrorWords();
  const { status, problem } = session;
  if (problem !== undefined) {
    return (
      <span role="status" className="bad">
        {words(problem)}
      </span>
    );
  }
  const canResume = session.isLive && (status.state === 'ended' || status.state === 'failed');
  return (
    <span role="status">
      {status.state === 'failed' ? <span className="bad">{words(status.error)}</span> : t(`status.${key()}`)}
      {status.state === 'reconnecting' && status.error !== undefined ? ` ${words(status.error)}` : null}
      {canResume ? (
        <button type="button" className={classes.resume} onClick={() => session.resume()}>
          {t('resume')}
        </button>
      ) : null}
    </span>
  );

  function key() {
    const { state } = status;
    if (state === 'failed') return 'ended';
    if (!session.isLive) return session.fetching === undefined ? 'past' : 'connecting';
    return state === 'following' && !isFollowing ? 'paused' : state;
  }
}
