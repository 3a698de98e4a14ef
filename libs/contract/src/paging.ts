import { z } from 'zod';

/** Query of a list: pages by an opaque cursor, `limit` rows each. */
export const PageQuery = z.object({
  cursor: z.string().max(4000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of a list. `total`: rows that match in all. `nextCursor` is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.number().int(), nextCursor: z.string().optional() });
}

export interface Page<T> {
  items: T[];
  total: number;
  nextCursor?: string;
}

/** ISO 8601 in UTC, by the control plane's clock unless a field says otherwise. */
export const Timestamp = z.iso.datetime();
