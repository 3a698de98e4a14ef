import { Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { copyText } from '../../lib/ui/copy-text';
import { toast } from '../../lib/ui/toast';
import colours from './ansi-colours.module.css';
import type { Find, Needle } from './find-field';
import { LineFinder } from './line-finder';
import type { LogLine } from './log-line';
import { LogLines, type LogLinesHandle } from './log-lines';
import { boundsOf, type LogLook, placeOf, useFilter, useLogLook } from './log-look';
import { LogSearch, type SearchAsk } from './log-search';
import { LogSession } from './log-session';
import { LogStatus } from './log-status';
import { LogToolbar } from './log-toolbar';
import classes from './log-viewer.module.css';
import type { NamedSource } from './named-source';

/** The log of a container, or of several in one, followed live. */
export default function LogViewer({ sources }: { sources: readonly NamedSource[] }) {
  const { look, change } = useLogLook();
  const session = useSession(sources, look);
  if (session === undefined) return null;
  return <SessionView key={session.key} session={session.session} look={look} onLook={change} sources={sources} />;
}

function useSession(sources: readonly NamedSource[], look: LogLook) {
  const { range, from, to, line, streams } = look;
  const key = JSON.stringify([
    sources.map(({ hostId, containerId }) => [hostId, containerId]),
    range,
    from,
    to,
    line,
    streams,
  ]);
  const [opened, setOpened] = useState<{ key: string; session: LogSession }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that the session depends on
  useEffect(() => {
    const session = new LogSession({
      sources: sources.map(({ hostId, containerId }) => ({ hostId, containerId })),
      streams,
      ...boundsOf(look),
      place: placeOf(look),
    });
    setOpened({ key, session });
    return () => session.close();
  }, [key]);
  return opened?.key === key ? opened : undefined;
}

interface ViewProps {
  session: LogSession;
  look: LogLook;
  onLook(change: Partial<LogLook>): void;
  sources: readonly NamedSource[];
}

function SessionView({ session, look, onLook, sources }: ViewProps) {
  const t = useTranslations('logs');
  const common = useTranslations('common');
  const format = useFormat();
  useSyncExternalStore(session.subscribe, session.version, session.version);
  const { filter, problem: filterProblem } = useFilter(look.where);
  useEffect(() => session.setFilter(filter), [session, filter]);
  const { shown } = session;
  const [needle, setNeedle] = useState<Needle>({ text: '', isCase: false, isPattern: false });
  const wanted = needle.isPattern ? '' : needle.text;
  const finder = useMemo(() => new LineFinder(shown, wanted, needle.isCase), [shown, wanted, needle.isCase]);
  const matches = finder.matches();
  const [current, setCurrent] = useState<number>();
  const [ask, setAsk] = useState<SearchAsk>();
  const lines = useRef<LogLinesHandle>(null);
  const [isFollowing, setState] = useState(look.line === undefined && look.range !== 'start');
  const [endWhenPaused, setEndWhenPaused] = useState(0);
  const end = shown.first + shown.length;

  const setFollowing = useCallback(
    (next: boolean) => {
      setState(next);
      session.hold(!next);
      setEndWhenPaused(session.shown.first + session.shown.length);
    },
    [session],
  );
  useEffect(() => session.hold(!isFollowing), [session, isFollowing]);

  const goTo = (number: number) => {
    setFollowing(false);
    setCurrent(number);
    lines.current?.show(number);
  };
  const goToMatch = (step: 1 | -1) => {
    if (matches.length === 0) return;
    const at = current === undefined ? -1 : matches.indexOf(current);
    const start = step === 1 || at >= 0 ? at : 0;
    goTo(matches[(start + step + matches.length) % matches.length] as number);
  };
  const toLatest = () => {
    if (session.isLive) setFollowing(true);
    else onLook({ line: undefined, range: 'live', from: undefined, to: undefined });
  };
  const search = () => {
    setAsk({
      sources: sources.map(({ hostId, containerId, name, hostName }) => ({
        hostId,
        containerId,
        label: `${name} · ${hostName}`,
      })),
      q: needle.text,
      regex: needle.isPattern ? 'true' : undefined,
      case: needle.isCase ? 'true' : undefined,
      where: look.where,
      stdout: look.streams === 'stderr' ? 'false' : undefined,
      stderr: look.streams === 'stdout' ? 'false' : undefined,
      ...boundsOf(look),
    });
  };
  const point = useCallback(
    async ({ at }: LogLine) => {
      const url = new URL(window.location.href);
      url.searchParams.set('line', at);
      await copyText(url.href).then(
        () => toast(t('linkCopied')),
        () => toast(common('notCopied'), 'bad'),
      );
    },
    [t, common],
  );
  const showAt = (at: string) => onLook({ line: at });
  const onKey = (key: string) => {
    if (key === 'n') goToMatch(1);
    else if (key === 'N') goToMatch(-1);
    else if (key === 'g') goTo(shown.first);
    else if (key === 'G') toLatest();
    else if (key === ' ') isFollowing ? setFollowing(false) : toLatest();
    else return false;
    return true;
  };
  useKeys(onKey);
  const find = useFind({
    needle,
    onNeedle: setNeedle,
    count: matches.length,
    position: current === undefined ? 0 : matches.indexOf(current) + 1,
    onGo: goToMatch,
    onSearch: search,
  });

  return (
    <section aria-label={t('title')} className={`${colours.colours} ${classes.viewer}`}>
      <LogToolbar
        look={look}
        onLook={onLook}
        session={session}
        sources={sources}
        filterProblem={filterProblem}
        find={find}
      />
      <LogLines
        ref={lines}
        session={session}
        sources={sources}
        look={look}
        needle={wanted}
        current={current}
        onCurrent={setCurrent}
        isFollowing={isFollowing}
        onFollowing={setFollowing}
        onPoint={point}
        onShowAt={showAt}
        isFiltered={filter.length > 0}
      />
      {isFollowing && session.isLive ? null : (
        <Button className={classes.jump} size="compact-xs" onClick={toLatest}>
          {session.isLive && end > endWhenPaused
            ? t('jumpNew', { count: end - endWhenPaused, shown: format.number(end - endWhenPaused) })
            : t('jump')}
        </Button>
      )}
      {ask === undefined ? <span /> : <LogSearch ask={ask} onOpen={showAt} onClose={() => setAsk(undefined)} />}
      <LogStatus session={session} sources={sources} isFollowing={isFollowing} />
    </section>
  );
}

/** The same object as long as what it shows is the same; what it does is always the latest. */
function useFind(find: Find): Find {
  const latest = useRef(find);
  latest.current = find;
  const { needle, onNeedle, count, position } = find;
  return useMemo(
    () => ({
      ...{ needle, onNeedle, count, position },
      onGo: (step) => latest.current.onGo(step),
      onSearch: () => latest.current.onSearch(),
    }),
    [needle, onNeedle, count, position],
  );
}

/** Keys of the log, while nobody types. They go before those of the whole dashboard, where `g` begins a way to a page. */
function useKeys(onKey: (key: string) => boolean): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
      if (target.closest('input, textarea, select, [contenteditable], dialog, [role=dialog]') !== null) return;
      // A button takes the space bar, and `g` is the log's only within it.
      if (event.key === ' ' && target.closest('button, a, [role=tab]') !== null) return;
      if (event.key === 'g' && target.closest('[role=log]') === null) return;
      if (!latest.current(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, []);
}
