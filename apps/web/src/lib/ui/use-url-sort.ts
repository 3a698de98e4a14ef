import type { Sort } from './data-table-columns';
import { useUrlState } from './use-url-state';

/** The order of a table, in the address as `sort=name` or `sort=-name`. */
export function useUrlSort(initial: string): { sort: Sort; setSort: (sort: Sort) => void } {
  const url = useUrlState();
  const text = url.get('sort') ?? initial;
  const desc = text.startsWith('-');
  const sort = { id: desc ? text.slice(1) : text, desc };
  return { sort, setSort: (next) => url.set({ sort: `${next.desc ? '-' : ''}${next.id}` }) };
}
