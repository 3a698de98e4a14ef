import { familiarReference, parseReference, ReferenceText } from '@roadstead/domain';
import { baseReferences } from '@roadstead/domain/dockerfile';
import { z } from 'zod';
import type { BuildRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';

const Present = z.object({ Id: z.string() });

/**
 * The base images that are to be pulled before a build by BuildKit. It takes credentials from a client's session alone,
 * and on older engines knows no insecure registries; the engine's own pull does, and BuildKit prefers an image that is there.
 * @returns references in Docker's familiar form
 */
export async function missingBases(
  api: EngineApi,
  dockerfile: string,
  { buildArgs, target, pullBase, platform }: BuildRequest,
): Promise<string[]> {
  const wanted = baseReferences(dockerfile, { buildArgs, target })
    .filter((reference) => ReferenceText.safeParse(reference).success)
    .map((reference) => familiarReference(parseReference(reference)));
  if (pullBase || platform !== undefined) return wanted;
  const found = await Promise.all(wanted.map((reference) => api.find(`/images/${reference}/json`, Present)));
  return wanted.filter((_, index) => found[index] === undefined);
}
