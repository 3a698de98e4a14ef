import { useCallback, useMemo, useState } from 'react';
import { serverNow } from '../../lib/clock/server-clock';
import { useUrlState } from '../../lib/ui/use-url-state';
import { type Filter, filterOf, type TimeProblem, timeProblem, type When, whenOf } from './question';

export interface Question {
  readonly filter: Filter;
  readonly when: When;
  /** Why it cannot be asked. */
  readonly problem?: TimeProblem;
  /** Parts of the question, by their names in the address. */
  set(changes: Record<string, string | undefined>): void;
}

/** The question that the address asks. */
export function useQuestion(): Question {
  const { get, set } = useUrlState();
  const filter = useMemo(() => filterOf(get), [get]);
  const when = useMemo(() => whenOf(get), [get]);
  return useMemo(() => ({ filter, when, problem: timeProblem(when, serverNow()), set }), [filter, when, set]);
}

/** The reader's time zone in words: `Europe/Oslo (GMT+1)`. */
export function useZone(locale: string): string {
  const [zone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return useMemo(() => {
    const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'shortOffset' }).formatToParts(new Date());
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return zone === offset ? zone : `${zone} (${offset})`;
  }, [zone, locale]);
}

/** A value that is being typed, told when the reader is done with it. */
export function useTyped(value: string, onDone: (value: string) => void) {
  const [draft, setDraft] = useState<string>();
  const finish = useCallback(() => {
    if (draft !== undefined && draft !== value) onDone(draft);
    setDraft(undefined);
  }, [draft, value, onDone]);
  return { text: draft ?? value, setDraft, finish };
}
