import { z } from 'zod';
import { Timestamp } from './paging.js';

/**
 * Uploads are resumable by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload) at `UPLOADS_PATH`: `POST` makes
 * one, `HEAD` says how much is there, `PATCH` goes on, `DELETE` ends it. `Upload-Metadata` may name `filename` and
 * `filetype`. The id is the last part of the `Location`. The cookie or API token of the user is asked for at each request.
 */
export const UPLOADS_PATH = '/api/v1/uploads';

export const Upload = z.object({
  id: z.string(),
  filename: z.string().optional(),
  /** Bytes in all, and of them received. */
  size: z.number(),
  received: z.number(),
  createdBy: z.string(),
  createdAt: Timestamp,
  /** When it is removed; each use by a job puts this off. */
  expiresAt: Timestamp,
});
export type Upload = z.infer<typeof Upload>;

export const UploadLimits = z.object({ maxBytes: z.number(), keptHours: z.number() });
export type UploadLimits = z.infer<typeof UploadLimits>;
