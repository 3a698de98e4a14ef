import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import { API_PREFIX, ROUTES, type RouteContract, type RouteName } from '@roadstead/contract';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

/** Metadata of a handler: which route of the contract it answers, or why it needs no user. */
export const ROUTE_NAME = 'roadstead:route';
export const OPEN_ROUTE = 'roadstead:open-route';

/** A handler of the contract's route: its method, path, status, permission and schemas all come from the table. */
export function Route(name: RouteName): MethodDecorator {
  const { method, path, status } = ROUTES[name];
  return applyDecorators(
    SetMetadata(ROUTE_NAME, name),
    RequestMapping({ method: RequestMethod[method], path: API_PREFIX + path }),
    HttpCode(status),
  );
}

/**
 * A route outside of the contract, which asks for no user.
 * @param guardedBy what protects it instead, or why nothing needs to.
 */
export function OpenRoute(method: 'GET' | 'POST', path: string, guardedBy: string): MethodDecorator {
  return applyDecorators(
    SetMetadata(OPEN_ROUTE, guardedBy),
    RequestMapping({ method: RequestMethod[method], path }),
    HttpCode(200),
  );
}

type Parsed<K extends RouteName, Part extends 'query' | 'body'> = (typeof ROUTES)[K] extends {
  readonly [P in Part]: infer S extends z.ZodType;
}
  ? z.output<S>
  : never;

export type QueryOf<K extends RouteName> = Parsed<K, 'query'>;
export type BodyOf<K extends RouteName> = Parsed<K, 'body'>;

/** The route's query, parsed. */
export const RouteQuery = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  routeOf(context).query?.parse(requestOf(context).query),
);

/** The route's body, parsed. */
export const RouteBody = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  routeOf(context).body?.parse(requestOf(context).body ?? {}),
);

function routeOf(context: ExecutionContext): RouteContract {
  return ROUTES[Reflect.getMetadata(ROUTE_NAME, context.getHandler()) as RouteName];
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
