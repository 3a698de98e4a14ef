import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { type CurrentUser, ROUTES, type RouteContract, type RouteName } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import type { FastifyRequest } from 'fastify';
import { OPEN_ROUTE, ROUTE_NAME } from '../platform/http/route.js';
import { AuthService } from './auth.service.js';

interface AuthenticatedRequest extends FastifyRequest {
  user?: CurrentUser;
}

/** The signed-in user of a request. Only on routes that ask for one. */
export const SignedIn = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<AuthenticatedRequest>().user,
);

/**
 * Stands before every HTTP handler. One that names neither a route of the contract nor why it is open is refused: the
 * default is to deny.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly auth: AuthService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const handler = context.getHandler();
    if (Reflect.hasMetadata(OPEN_ROUTE, handler)) return true;
    const name: RouteName | undefined = Reflect.getMetadata(ROUTE_NAME, handler);
    if (name === undefined) throw new RoadsteadError('auth.required');
    const { permission }: RouteContract = ROUTES[name];
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (permission === 'public') {
      if (request.headers.origin !== undefined) this.auth.requireOwnOrigin(request.headers);
      return true;
    }
    request.user = await this.auth.authenticateRequest(request.headers, request.method);
    if (permission !== 'signed-in') this.auth.authorize(request.user, permission);
    return true;
  }
}
