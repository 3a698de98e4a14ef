import type { Readable } from 'node:stream';
import { z } from 'zod';
import { EngineRefusal } from './engine-errors.js';
import { jsonLines } from './json-lines.js';

/** One JSON line of the answer to a verb: `status` of a layer or of the whole, `stream` of text, `aux` for programs. */
export const EngineLine = z.object({
  status: z.string().optional(),
  id: z.string().optional(),
  stream: z.string().optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional(), units: z.string().optional() })
    .optional(),
  /** Ends the stream; `error` repeats its message. */
  errorDetail: z.object({ message: z.string() }).optional(),
  aux: z.unknown().optional(),
});
export type EngineLine = z.infer<typeof EngineLine>;

/** The lines of a verb's answer. @throws EngineRefusal once the engine says that the verb failed */
export async function* engineLines(answer: Readable): AsyncGenerator<EngineLine> {
  for await (const value of jsonLines(answer)) {
    const line = EngineLine.safeParse(value);
    if (!line.success) continue;
    if (line.data.errorDetail !== undefined) throw new EngineRefusal(200, line.data.errorDetail.message);
    yield line.data;
  }
}
