import { RoadsteadError } from '@roadstead/domain';
import type { FastifyRequest } from 'fastify';

/**
 * The framework answers HEAD by GET; a host would be asked for bytes that nobody reads.
 * @throws RoadsteadError `route.unknown`
 */
export function refuseHead({ method, url }: FastifyRequest): void {
  if (method === 'HEAD') throw new RoadsteadError('route.unknown', { path: new URL(url, 'http://x').pathname });
}
