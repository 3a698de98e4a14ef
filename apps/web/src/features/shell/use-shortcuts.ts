import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { PLACES } from './places';

/** Time to type the second key of `g h`. */
const CHORD_MS = 1_200;

interface Actions {
  onPalette(): void;
  onHelp(): void;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog') !== null;
}

/** The keyboard of the whole dashboard: Ctrl/⌘ K, `/`, `?`, and `g` followed by a place's key. */
export function useShortcuts(actions: Actions): void {
  const router = useRouter();
  const latest = useRef(actions);
  latest.current = actions;

  useEffect(() => {
    let chordUntil = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        latest.current.onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isSecond = performance.now() < chordUntil;
      chordUntil = event.key === 'g' ? performance.now() + CHORD_MS : 0;
      const place = isSecond ? PLACES.find(({ key }) => key === event.key) : undefined;
      if (place !== undefined) router.push(place.href);
      else if (event.key === '?') latest.current.onHelp();
      else if (event.key === '/') focusSearch(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [router]);
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>('input[data-search]');
  if (field === null) return;
  event.preventDefault();
  field.focus();
  field.select();
}
