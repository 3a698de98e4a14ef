import { ContainerId, JobId } from '@roadstead/domain';
import { z } from 'zod';

/** The value of `RECREATES_LABEL`. */
const Note = z.object({
  /** The old one. */
  container: ContainerId,
  /** Whether it ran. */
  running: z.boolean(),
  steadySeconds: z.number(),
  healthySeconds: z.number(),
});
export type Note = z.infer<typeof Note>;

/** @returns undefined for what none of this agent's kind has written */
export function readNote(text: string | undefined): Note | undefined {
  try {
    return Note.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

/** What the two are called while one takes the other's place. By the names it is known how far that has come. */
export interface RecreationNames {
  readonly name: string;
  /** Of the new one, until the old one has stopped. */
  readonly coming: string;
  /** Of the old one, until the new one has proved itself. */
  readonly kept: string;
  /** Of the old one, from then on, until it is removed. */
  readonly replaced: string;
}

export function recreationNames(name: string, jobId: JobId): RecreationNames {
  const mark = jobId.slice(-8);
  return { name, coming: `${name}.new-${mark}`, kept: `${name}.old-${mark}`, replaced: `${name}.replaced-${mark}` };
}

/** From the name that the new one has at some moment of it. */
export function namesOfReplacement(current: string, jobIdText: string | undefined): RecreationNames | undefined {
  const jobId = JobId.safeParse(jobIdText).data;
  if (jobId === undefined) return undefined;
  const suffix = recreationNames('', jobId).coming;
  return recreationNames(current.endsWith(suffix) ? current.slice(0, -suffix.length) : current, jobId);
}
