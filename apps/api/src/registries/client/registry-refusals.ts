import { RoadsteadError, reason } from '@roadstead/domain';
import type { RegistryAccess } from './registry-access.js';

/**
 * In words, why a registry does not give what was asked for.
 * @param what a repository, or an image in it
 */
export function notShown({ address, credential }: RegistryAccess, what: string, status: number): RoadsteadError {
  if (status === 404) return new RoadsteadError('registry.image-not-found', { reference: what });
  if (isSignInNeeded({ credential }, status))
    return new RoadsteadError('registry.sign-in-needed', { registry: address });
  if (status === 401 || status === 403) {
    return new RoadsteadError('registry.not-shown', { registry: address, repository: what });
  }
  return new RoadsteadError('registry.not-answering', {
    registry: address,
    ...reason('answered-with', { status }),
  });
}

/** In words, why a registry does not list its repositories: few do so for everybody, and many for nobody. */
export function noCatalog({ address, credential }: RegistryAccess, status?: number): RoadsteadError {
  const code = isSignInNeeded({ credential }, status) ? 'registry.sign-in-needed' : 'registry.no-catalog';
  return new RoadsteadError(code, { registry: address });
}

function isSignInNeeded({ credential }: Pick<RegistryAccess, 'credential'>, status: number | undefined): boolean {
  return status === 401 && credential === undefined;
}
