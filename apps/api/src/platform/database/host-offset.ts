import { Prisma } from '../prisma/generated/client.js';

/** What the clock of the host `h` is ahead of the control plane's, as far as is known: an interval. */
export const OFFSET = Prisma.sql`(coalesce(h.clock_offset_ms, 0) * interval '1 ms')`;
