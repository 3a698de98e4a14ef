import type { TimelineEntry } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format/use-format';
import { exitReason, signalOf } from '../exit-code';

/** They give the program time to end by itself. */
const ASKS_FIRST = ['container.stop', 'container.restart'];

/** What an entry says, in the reader's language. */
export function useEntryWords(): (entry: TimelineEntry) => string {
  const t = useTranslations('timeline');
  const exit = useTranslations('containers.exit');
  const kinds = useTranslations('jobs.kind');
  const format = useFormat();

  const ended = (what: Extract<TimelineEntry['what'], { type: 'ended' }>) => {
    const { exitCode, outOfMemory, cause, knownBy } = what;
    const code =
      exitCode === undefined
        ? t('endedUnknown')
        : t('ended', {
            code: exitCode,
            reason: exit(exitReason(exitCode, outOfMemory), { signal: signalOf(exitCode) }),
          });
    const why =
      cause?.type === 'action'
        ? t(cause.wasKilled && ASKS_FIRST.includes(cause.verb) ? 'causeActionKilled' : 'causeAction', {
            who: cause.actor,
            verb: verbWords(cause.verb),
          })
        : cause?.type === 'signals'
          ? t('causeSignals', { signals: [...new Set(cause.signals)].map(signalWords).join(', ') })
          : '';
    return [code, why, knownBy === 'gap' ? t('endInGap') : ''].filter((words) => words !== '').join(' ');
  };
  const verbWords = (verb: string) => {
    const key = verb.replace('.', '_') as 'container_stop';
    return t.has(`verbs.${key}`) ? t(`verbs.${key}`) : verb;
  };
  const outcomeWords = (code: string) => {
    const key = code.replaceAll('.', '_') as 'engine_refused';
    return t.has(`outcome.${key}`) ? t(`outcome.${key}`) : code;
  };
  const signalWords = (number: number) => NAMES[number] ?? String(number);

  return ({ what }) => {
    switch (what.type) {
      case 'started':
        return t('started');
      case 'ended':
        return ended(what);
      case 'action': {
        const key = what.outcome === 'ok' ? 'action' : 'actionFailed';
        return t(key, { who: what.actor, verb: verbWords(what.verb), outcome: outcomeWords(what.outcome) });
      }
      case 'job':
        return t('job', {
          who: what.createdBy,
          kind: kinds.has(what.kind.replace('.', '_') as never)
            ? kinds(what.kind.replace('.', '_') as never)
            : what.kind,
          state: what.state,
        });
      case 'unobserved':
        return what.until === undefined
          ? t('unobservedStill')
          : t('unobserved', { until: format.dateTime(what.until) });
      case 'event': {
        const { kind, signal, oldName, name, health, network } = what.event;
        return t(`event.${kind}`, {
          signal: signal === undefined ? '?' : signalWords(signal),
          old: oldName ?? '?',
          name: name ?? '?',
          health: health ?? '?',
          network: network ?? '?',
        });
      }
    }
  };
}

/** Those that stops and kills are made of; others are told by their number. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  12: 'SIGUSR2',
  15: 'SIGTERM',
  18: 'SIGCONT',
  19: 'SIGSTOP',
  28: 'SIGWINCH',
};
