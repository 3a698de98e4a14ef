import { z } from 'zod';

/** The header of a request that may be sent twice and is to be carried out once; the key is the user's own. */
export const IdempotencyKey = z
  .string()
  .min(1, 'Idempotency-Key is empty')
  .max(200, 'Idempotency-Key is too long')
  .optional();
