import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** Reads and replaces query parameters of the address, so that a filtered page can be linked to and survives a reload. */
export function useUrlState() {
  const params = useSearchParams();
  const get = useCallback((name: string) => params.get(name) ?? undefined, [params]);
  const set = useCallback((changes: Record<string, string | undefined>) => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') next.delete(name);
      else next.set(name, value);
    }
    window.history.replaceState(null, '', next.size === 0 ? window.location.pathname : `?${next}`);
  }, []);
  return { get, set };
}
