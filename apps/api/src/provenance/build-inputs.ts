import { createHash } from 'node:crypto';
import { ContextFacts } from '@roadstead/contract';
import { Digest, type JobParams } from '@roadstead/domain';
import { baseReferences } from '@roadstead/domain/dockerfile';
import { z } from 'zod';

/** More references than any Dockerfile names; what it names beyond is left out. */
const MAX_BASES = 100;

/** What an attempt of a build read, as `job_attempts.inputs` keeps it. */
export const BuildInputsRead = z.object({
  dockerfileDigest: Digest.optional(),
  context: ContextFacts,
  baseReferences: z.array(z.string()),
});
export type BuildInputsRead = z.infer<typeof BuildInputsRead>;

/** @param dockerfile its text; undefined where it could not be told beforehand */
export function buildInputsRead(
  { buildArgs, target }: JobParams<'image.build'>,
  dockerfile: string | undefined,
  context: ContextFacts,
): BuildInputsRead {
  if (dockerfile === undefined) return { context, baseReferences: [] };
  return {
    dockerfileDigest: digestOfText(dockerfile),
    context,
    baseReferences: baseReferences(dockerfile, { buildArgs, target }).slice(0, MAX_BASES),
  };
}

export function digestOfText(text: string): Digest {
  return Digest.parse(`sha256:${createHash('sha256').update(text).digest('hex')}`);
}
