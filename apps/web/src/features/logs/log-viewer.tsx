import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import colours from './ansi-colours.module.css';
import { LineFinder } from './line-finder';
import { LogRow } from './log-row';
import { LogSession } from './log-session';
import { type LogLook, LogToolbar } from './log-toolbar';
import classes from './log-viewer.module.css';

const LINE_HEIGHT = 19;
/** Lines drawn beyond those in sight; while following there is nothing to scroll to. */
const OVERSCAN = { following: 2, paused: 30 };
/** Nearer to the end than this counts as being at the end. */
const END_SLACK = 2 * LINE_HEIGHT;

interface Props {
  hostId: string;
  containerId: string;
  name: string;
}

/** The log of a container, followed live. */
export default function LogViewer({ hostId, containerId, name }: Props) {
  const [look, setLook] = useState<LogLook>({ tail: 1_000, streams: 'both', times: false, wraps: false });
  const session = useSession(hostId, containerId, look);
  if (session === undefined) return null;
  return (
    <SessionView
      key={`${look.tail} ${look.streams}`}
      session={session}
      look={look}
      onLook={setLook}
      name={name}
      ids={{ hostId, containerId }}
    />
  );
}

function useSession(hostId: string, containerId: string, { tail, streams }: LogLook): LogSession | undefined {
  const [session, setSession] = useState<LogSession>();
  useEffect(() => {
    const opened = new LogSession({ hostId, containerId, tail, streams });
    setSession(opened);
    return () => opened.close();
  }, [hostId, containerId, tail, streams]);
  return session;
}

interface ViewProps {
  session: LogSession;
  look: LogLook;
  onLook(look: LogLook): void;
  name: string;
  ids: { hostId: string; containerId: string };
}

function SessionView({ session, look, onLook, name, ids }: ViewProps) {
  const t = useTranslations('logs');
  const format = useFormat();
  useSyncExternalStore(session.subscribe, session.version, session.version);
  const { ring } = session;
  const [needle, setNeedle] = useState('');
  const finder = useMemo(() => new LineFinder(ring, needle), [ring, needle]);
  const matches = finder.matches();
  const [currentMatch, setCurrentMatch] = useState<number>();
  const scroller = useRef<HTMLDivElement>(null);
  const { isFollowing, setFollowing, onScroll, newLines } = useFollowing(session, scroller);

  const virtualizer = useVirtualizer({
    count: ring.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: isFollowing ? OVERSCAN.following : OVERSCAN.paused,
    getItemKey: look.wraps ? (index) => ring.dropped + index : undefined,
  });
  const total = virtualizer.getTotalSize();
  // Without dependencies: every new batch of lines moves the end.
  useLayoutEffect(() => {
    if (isFollowing && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  });

  const goToMatch = useCallback(
    (step: 1 | -1) => {
      if (matches.length === 0) return;
      const at = currentMatch === undefined ? -1 : matches.indexOf(currentMatch);
      const start = step === 1 || at >= 0 ? at : 0;
      const next = matches[(start + step + matches.length) % matches.length] as number;
      setFollowing(false);
      setCurrentMatch(next);
      virtualizer.scrollToIndex(next - ring.dropped, { align: 'center' });
    },
    [matches, currentMatch, virtualizer, ring, setFollowing],
  );

  return (
    <section aria-label={t('title')} className={`${colours.colours} ${classes.viewer}`}>
      <LogToolbar
        look={look}
        onLook={onLook}
        session={session}
        name={name}
        ids={ids}
        find={{
          needle,
          onNeedle: setNeedle,
          count: matches.length,
          position: currentMatch === undefined ? 0 : matches.indexOf(currentMatch) + 1,
          onGo: goToMatch,
        }}
      />
      <div
        ref={scroller}
        className={classes.lines}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('linesOf', { name })}
        data-wraps={look.wraps || undefined}
      >
        {ring.dropped > 0 ? <p className={classes.older}>{t('older', { count: ring.dropped })}</p> : null}
        <div style={{ height: total, position: 'relative' }}>
          {virtualizer.getVirtualItems().map((item, slot) => {
            const line = ring.at(item.index);
            const number = ring.dropped + item.index;
            if (line === undefined) return null;
            return (
              <LogRow
                // While following, rows are filled anew where they are; while reading, a line keeps its row and its selection.
                key={isFollowing ? `slot ${slot}` : number}
                line={line}
                index={item.index}
                top={item.start}
                measure={look.wraps ? virtualizer.measureElement : undefined}
                withTime={look.times}
                needle={needle}
                isCurrent={number === currentMatch}
              />
            );
          })}
        </div>
        {ring.length === 0 && session.status.state !== 'connecting' ? (
          <p className={classes.none}>{t('empty')}</p>
        ) : null}
      </div>
      {isFollowing ? null : (
        <Button className={classes.jump} size="compact-xs" onClick={() => setFollowing(true)}>
          {newLines > 0 ? t('jumpNew', { count: newLines }) : t('jump')}
        </Button>
      )}
      <StatusLine session={session} lines={format.number(ring.length)} isFollowing={isFollowing} />
    </section>
  );
}

/** Follows the end of the log until the reader scrolls up, and again when the reader is back at the end. */
function useFollowing(session: LogSession, scroller: React.RefObject<HTMLDivElement | null>) {
  const [isFollowing, setState] = useState(true);
  const lastTop = useRef(0);
  const endWhenPaused = useRef(0);
  const end = session.ring.dropped + session.ring.length;

  const setFollowing = useCallback(
    (next: boolean) => {
      setState(next);
      session.hold(!next);
      endWhenPaused.current = session.ring.dropped + session.ring.length;
    },
    [session],
  );
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < END_SLACK;
    const wentUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    if (isFollowing && wentUp && !isAtEnd) setFollowing(false);
    else if (!isFollowing && isAtEnd && !wentUp) setFollowing(true);
  }, [isFollowing, setFollowing, scroller]);
  return { isFollowing, setFollowing, onScroll, newLines: isFollowing ? 0 : end - endWhenPaused.current };
}

function StatusLine({ session, lines, isFollowing }: { session: LogSession; lines: string; isFollowing: boolean }) {
  const t = useTranslations('logs');
  const words = useErrorWords();
  const { status } = session;
  const canResume = status.state === 'ended' || status.state === 'failed';
  const key = status.state === 'following' && !isFollowing ? 'paused' : status.state;
  return (
    <div className={classes.status}>
      <span role="status">
        {status.state === 'failed' ? (
          <span className="bad">{words(status.error)}</span>
        ) : (
          t(`status.${key as Exclude<typeof key, 'failed'>}`)
        )}
        {canResume ? (
          <button type="button" className={classes.resume} onClick={() => session.resume()}>
            {t('resume')}
          </button>
        ) : null}
      </span>
      <span className="tabular">
        <span className={classes.legend}>stderr</span>
        {t('lines', { lines })}
      </span>
    </div>
  );
}
