import { useCallback, useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

/** What a form holds: texts, switches and lists of texts, so that it can be kept and read back. */
type Fields = { [name: string]: string | boolean | readonly string[] };

/**
 * What is typed into a form, kept over a reload of the page for as long as its tab is open. `omit` takes out what may not
 * be written to the browser's storage; undefined: all of it, and what was kept is forgotten. `newest` is the draft with the
 * last change, drawn or not.
 */
export function useDraft<Draft extends { [Name in keyof Draft]: Fields[string] }>(
  key: string,
  initial: Draft,
  omit: (draft: Draft) => Draft | undefined = (draft) => draft,
) {
  const [draft, setDraft] = useState(() => restored(initial, read(key)));
  // An editor tells by itself, outside of React's events: what it has told may not be drawn yet when the form is sent.
  const newest = useRef(draft);
  const save = useRef(() => {});
  save.current = () => write(key, omit(newest.current));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is the reason
  useEffect(() => {
    const timer = setTimeout(() => save.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    const saveNow = () => save.current();
    window.addEventListener('pagehide', saveNow);
    return () => {
      window.removeEventListener('pagehide', saveNow);
      saveNow();
    };
  }, []);
  const change = useCallback((part: Partial<Draft>) => {
    newest.current = { ...newest.current, ...part };
    setDraft(newest.current);
  }, []);
  return { draft, change, newest };
}

/** The initial fields, each replaced by what was kept where that is of the same kind. */
export function restored<Draft extends object>(initial: Draft, text: string | null): Draft {
  if (text === null) return initial;
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return initial;
  }
  const values = new Map(Object.entries(typeof kept === 'object' && kept !== null ? kept : {}));
  const fields = Object.entries(initial).map(([name, value]) => {
    const known: unknown = values.get(name);
    return [name, isAlike(known, value) ? known : value];
  });
  return Object.fromEntries(fields) as Draft;
}

function isAlike(kept: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return Array.isArray(kept) && kept.every((item) => typeof item === 'string');
  return typeof kept === typeof value;
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    // Storage is switched off: what is typed lasts as long as the page.
    return null;
  }
}

function write(key: string, draft: object | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // As above, or it is full.
  }
}
