import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslations } from 'use-intl/react';
import type { LogLine } from './log-line';
import type { LogLook } from './log-look';
import { LogRow } from './log-row';
import type { LogSession } from './log-session';
import classes from './log-viewer.module.css';
import type { NamedSource } from './named-source';

const LINE_HEIGHT = 19;
/** Lines drawn beyond those in sight; while following there is nothing to scroll to. */
const OVERSCAN = { following: 2, paused: 30 };
/** Nearer to the end than this counts as being at the end. */
const END_SLACK = 2 * LINE_HEIGHT;
/** So near to the first or the last line at hand, the page beyond is fetched. */
const FETCH_SLACK = 20 * LINE_HEIGHT;

export interface LogLinesHandle {
  /** Brings a line into the middle. */
  show(number: number): void;
}

interface Props {
  ref: Ref<LogLinesHandle>;
  session: LogSession;
  sources: readonly NamedSource[];
  look: LogLook;
  needle: string;
  current: number | undefined;
  onCurrent(number: number): void;
  isFollowing: boolean;
  onFollowing(isFollowing: boolean): void;
  onPoint(line: LogLine): void;
  onShowAt(at: string): void;
  isFiltered: boolean;
}

/** The lines, of which only those in sight are in the document. */
export function LogLines(props: Props) {
  const { ref, session, sources, look, isFollowing, onFollowing } = props;
  const t = useTranslations('logs');
  const { shown } = session;
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const isMeasured = look.wraps || open.size > 0;
  const labels = useMemo(() => labelsOf(sources), [sources]);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: isFollowing ? OVERSCAN.following : OVERSCAN.paused,
    getItemKey: isMeasured ? (index) => shown.first + index : undefined,
  });
  const total = virtualizer.getTotalSize();
  // Without dependencies: every new batch of lines moves the end.
  useLayoutEffect(() => {
    if (isFollowing && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  });
  useKeptPlace(shown.first, scroller, isFollowing);
  useImperativeHandle(ref, () => ({
    show: (number) => virtualizer.scrollToIndex(number - shown.first, { align: 'center' }),
  }));
  usePointedLine(props, virtualizer);
  const onScroll = useScroll(session, scroller, isFollowing, onFollowing);

  const toggle = useCallback(
    (number: number) => {
      onFollowing(false);
      setOpen((before) => {
        const next = new Set(before);
        if (!next.delete(number)) next.add(number);
        return next;
      });
    },
    [onFollowing],
  );
  const showSkipped = useCallback(
    (number: number) => {
      // The last line before it that has a moment.
      for (let before = number - 1; before >= shown.first; before -= 1) {
        const at = shown.numbered(before)?.at;
        if (at) return props.onShowAt(at);
      }
    },
    [shown, props.onShowAt],
  );

  return (
    <div
      ref={scroller}
      className={classes.lines}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={t('linesOf', { name: sources.map(({ name }) => name).join(', ') })}
      data-wraps={look.wraps || undefined}
    >
      {session.fetching === 'older' ? <p className={classes.note}>{t('loadingOlder')}</p> : null}
      <div style={{ height: total, position: 'relative' }}>
        {virtualizer.getVirtualItems().map((item, slot) => {
          const line = shown.at(item.index);
          const number = shown.first + item.index;
          if (line === undefined) return null;
          return (
            <LogRow
              // While following, rows are filled anew where they are; while reading, a line keeps its row and its selection.
              key={isFollowing ? `slot ${slot}` : number}
              line={line}
              index={item.index}
              number={number}
              top={item.start}
              measure={isMeasured ? virtualizer.measureElement : undefined}
              withTime={look.times}
              label={labels[line.source]}
              needle={props.needle}
              isCurrent={number === props.current}
              isOpen={open.has(number)}
              onToggle={toggle}
              onPoint={props.onPoint}
              onShowSkipped={showSkipped}
            />
          );
        })}
      </div>
      {shown.length === 0 && session.status.state !== 'connecting' && session.fetching === undefined ? (
        <p className={classes.none}>{t(emptyWords(props))}</p>
      ) : null}
    </div>
  );
}

/** Names of containers, with their hosts where one name stands for several; none where there is only one container. */
function labelsOf(sources: readonly NamedSource[]): readonly string[] {
  if (sources.length === 1) return [];
  const isShared = (name: string) => sources.filter((other) => other.name === name).length > 1;
  return sources.map(({ name, hostName }) => (isShared(name) ? `${hostName} · ${name}` : name));
}

function emptyWords({ session, look, isFiltered }: Props) {
  const { state } = session.status;
  if (state === 'failed' || state === 'reconnecting' || session.problem !== undefined) return 'unreadable';
  if (isFiltered && session.store.length > 0) return 'noneHolds';
  return look.range === 'live' ? 'empty' : 'emptyRange';
}

/** What is put in front of the lines must not move those that are read. */
function useKeptPlace(first: number, scroller: React.RefObject<HTMLDivElement | null>, isFollowing: boolean): void {
  const before = useRef(first);
  useLayoutEffect(() => {
    const added = before.current - first;
    before.current = first;
    if (added > 0 && !isFollowing && scroller.current !== null) scroller.current.scrollTop += added * LINE_HEIGHT;
  }, [first, isFollowing, scroller]);
}

/** Once the lines around it are here, the line that the address points at is brought into the middle. */
function usePointedLine(
  { session, look, onCurrent }: Props,
  virtualizer: { scrollToIndex: (index: number, options: { align: 'center' }) => void },
): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (look.line === undefined || isDone.current || session.fetching !== undefined || session.shown.length === 0)
      return;
    isDone.current = true;
    for (let index = 0; index < session.shown.length; index += 1) {
      if ((session.shown.at(index)?.at ?? '') < look.line) continue;
      onCurrent(session.shown.first + index);
      virtualizer.scrollToIndex(index, { align: 'center' });
      return;
    }
  });
}

/** Follows the end of the log until the reader scrolls up, and again when the reader is back at the end. */
function useScroll(
  session: LogSession,
  scroller: React.RefObject<HTMLDivElement | null>,
  isFollowing: boolean,
  onFollowing: (isFollowing: boolean) => void,
) {
  const lastTop = useRef(0);
  const fetchBeyond = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    if (!isFollowing && box.scrollTop < FETCH_SLACK) void session.loadOlder();
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (!session.isLive && left < FETCH_SLACK) void session.loadNewer();
  }, [session, isFollowing, scroller]);
  // One who is at an edge already cannot scroll there. Not after a failure: then scrolling asks again. Without
  // dependencies: the edge moves with every page.
  useEffect(() => {
    if (session.problem === undefined) fetchBeyond();
  });
  return useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    const wentUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    if (isFollowing && wentUp && left >= END_SLACK) onFollowing(false);
    else if (!isFollowing && session.isLive && left < END_SLACK && !wentUp) onFollowing(true);
    fetchBeyond();
  }, [session, isFollowing, onFollowing, scroller, fetchBeyond]);
}
