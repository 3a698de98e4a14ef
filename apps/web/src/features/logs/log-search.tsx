import type { LogSearchQuery } from '@roadstead/contract';
import type { LogSearchRecord } from '@roadstead/domain';
import { stripControls } from '@roadstead/domain/logs';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import type { LogSource } from './log-feed';
import { labelColour } from './log-row';
import classes from './log-search.module.css';
import { searchLog } from './search-log';

/** Matches asked for of each container: more than anybody reads. */
const LIMIT = 500;

export interface SearchAsk extends Partial<LogSearchQuery> {
  sources: readonly (LogSource & { label?: string })[];
}

type Found = Extract<LogSearchRecord, { text: string }> & { source: number };

interface Progress {
  lines: number;
  matches: number;
  reasons: string[];
}

interface Props {
  ask: SearchAsk;
  onOpen(at: string): void;
  onClose(): void;
}

/** What a search through the whole log finds, as it finds it. */
export function LogSearch({ ask, onOpen, onClose }: Props) {
  const t = useTranslations('logs.search');
  const format = useFormat();
  const words = useErrorWords();
  const { found, progress, problem, isRunning, cancel } = useSearch(ask);
  const isCut = progress.reasons.some((reason) => reason !== 'whole');
  return (
    <section aria-label={t('title')} className={classes.results}>
      <header className={classes.head}>
        <span role="status">
          {problem !== undefined ? (
            <span className="bad">{words(problem)}</span>
          ) : (
            t(isRunning ? 'running' : isCut ? 'cut' : 'done', {
              count: progress.matches,
              lines: format.number(progress.lines),
            })
          )}
        </span>
        {isRunning ? (
          <button type="button" className={classes.plain} onClick={cancel}>
            {t('cancel')}
          </button>
        ) : null}
        <button type="button" className={classes.close} aria-label={t('close')} title={t('close')} onClick={onClose}>
          <IconX size={15} stroke={1.7} aria-hidden />
        </button>
      </header>
      <ol className={classes.list}>
        {found.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: results are only added at the end
          <li key={index} data-kind={line.type} data-stream={line.stream}>
            <button type="button" className={classes.hit} onClick={() => onOpen(line.at)}>
              <time dateTime={line.at}>{format.dateTime(line.at)}</time>
              {ask.sources.length > 1 ? (
                <b style={{ color: labelColour(line.source) }}>{ask.sources[line.source]?.label}</b>
              ) : null}
              <span>{marked(line)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function useSearch(ask: SearchAsk) {
  const [found, setFound] = useState<Found[]>([]);
  const [progress, setProgress] = useState<Progress>({ lines: 0, matches: 0, reasons: [] });
  const [problem, setProblem] = useState<unknown>();
  const [isRunning, setRunning] = useState(true);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    setFound([]);
    setProblem(undefined);
    setRunning(true);
    const { sources, ...query } = ask;
    const states = sources.map(() => ({ lines: 0, matches: 0, reason: '' }));
    const take = (records: LogSearchRecord[], source: number) => {
      const lines = records.flatMap((record) => ('text' in record ? [{ ...record, source }] : []));
      for (const record of records) {
        if (record.type === 'progress' || record.type === 'end') {
          states[source] = { ...record, reason: record.type === 'end' ? record.reason : '' };
        }
      }
      setProgress({
        lines: states.reduce((sum, state) => sum + state.lines, 0),
        matches: states.reduce((sum, state) => sum + state.matches, 0),
        reasons: states.map(({ reason }) => reason).filter((reason) => reason !== ''),
      });
      if (lines.length === 0) return;
      // Of several containers each comes in its own order.
      setFound((before) =>
        sources.length === 1 ? [...before, ...lines] : [...before, ...lines].sort((a, b) => (a.at < b.at ? -1 : 1)),
      );
    };
    Promise.all(
      sources.map(({ hostId, containerId }, source) =>
        searchLog({ hostId, containerId }, { ...query, limit: LIMIT }, controller.signal, (records) =>
          take(records, source),
        ),
      ),
    )
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setProblem(error);
      })
      .finally(() => {
        if (abort.current === controller) setRunning(false);
      });
    return () => controller.abort();
  }, [ask]);
  return { found, progress, problem, isRunning, cancel: () => abort.current?.abort() };
}

function marked(line: Found) {
  if (line.type !== 'match') return shown(line.text);
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (const [begin, end] of line.spans) {
    parts.push(shown(line.text, from, begin), <mark key={begin}>{shown(line.text, begin, end)}</mark>);
    from = end;
  }
  return [...parts, shown(line.text, from)];
}

/** Spans are of the text without its colours. */
function shown(text: string, from = 0, to = text.length): string {
  return stripControls(text).slice(from, to);
}
