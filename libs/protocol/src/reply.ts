import { ErrorBody, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';

/** Every acknowledgement, in both directions. */
export type Reply<T> = { ok: true; data: T } | { ok: false; error: ErrorBody };

export function replySchema<T extends z.ZodType>(data: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), data }),
    z.object({ ok: z.literal(false), error: ErrorBody }),
  ]);
}

/** A schema is compiled when it parses for the first time, which takes longer than the parsing. */
const schemas = new WeakMap<z.ZodType, z.ZodType>();

function schemaOnce(data: z.ZodType): z.ZodType {
  const made = schemas.get(data) ?? replySchema(data);
  schemas.set(data, made);
  return made;
}

export function succeed<T>(data: T): Reply<T> {
  return { ok: true, data };
}

export function refuse(error: RoadsteadError): Reply<never> {
  return { ok: false, error: error.toBody() };
}

/**
 * The data of a reply.
 * @throws RoadsteadError the refusal that the other side sent, or `request.invalid` where the reply does not parse.
 */
export function unwrap<T extends z.ZodType>(data: T, reply: unknown): z.infer<T> {
  const parsed = schemaOnce(data).safeParse(reply);
  if (!parsed.success) throw new RoadsteadError('request.invalid', { problem: z.prettifyError(parsed.error) });
  const value = parsed.data as Reply<z.infer<T>>;
  if (value.ok) return value.data;
  throw RoadsteadError.fromBody(value.error);
}
