import { RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';

/** Where a page of jobs ended. The time is Postgres's own text, for it has microseconds and a JavaScript date has not. */
export const JobCursor = z.object({
  createdAt: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::?\d\d)?$/),
  id: z.uuid(),
});
export type JobCursor = z.infer<typeof JobCursor>;

export function writeCursor({ createdAt, id }: JobCursor): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url');
}

/** @throws RoadsteadError `request.invalid` */
export function readCursor(text: string): JobCursor {
  try {
    const [createdAt, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    return JobCursor.parse({ createdAt, id });
  } catch {
    throw new RoadsteadError('request.invalid', { problem: 'cursor: this is not a cursor that a list has given' });
  }
}
