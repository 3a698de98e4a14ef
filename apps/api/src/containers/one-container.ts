import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CurrentUser } from '@roadstead/contract';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../hosts/hosts.service.js';

/** Who asks, and about which container. */
export interface OneContainerRequest {
  readonly caller: Caller;
  readonly hostId: string;
  /** Id or unique prefix of it. */
  readonly containerId: string;
}

type SignedInRequest = FastifyRequest<{ Params: { hostId: string; containerId: string } }> & { user: CurrentUser };

/** What every route about one container reads from its request. */
export const OneContainer = createParamDecorator((_data: unknown, context: ExecutionContext): OneContainerRequest => {
  const { user, ip, params } = context.switchToHttp().getRequest<SignedInRequest>();
  return { caller: { user, address: ip }, hostId: params.hostId, containerId: params.containerId };
});
