import { API_PREFIX, ErrorReply, ROUTES, type RouteContract, type RouteName } from '@roadstead/contract';
import type { ErrorBody } from '@roadstead/domain';
import type { z } from 'zod';

type Routes = typeof ROUTES;
type Schema<K extends RouteName, Part extends string> = Routes[K] extends { [P in Part]: infer T extends z.ZodType }
  ? T
  : never;
type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParams<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type ParamsOf<K extends RouteName> = PathParams<Routes[K]['path']>;

export type CallInput<K extends RouteName> = ([ParamsOf<K>] extends [never]
  ? object
  : { params: Record<ParamsOf<K>, string> }) &
  ([Schema<K, 'query'>] extends [never] ? object : { query?: z.input<Schema<K, 'query'>> }) &
  ([Schema<K, 'body'>] extends [never] ? object : { body: z.input<Schema<K, 'body'>> });

/** Routes that answer with a byte stream or nothing give the text of the reply. */
export type CallResult<K extends RouteName> = [Schema<K, 'response'>] extends [never]
  ? string
  : z.output<Schema<K, 'response'>>;

/** A reply whose status is not the one of the contract. */
export class RestError extends Error {
  override readonly name = 'RestError';

  constructor(
    readonly route: RouteName,
    readonly status: number,
    /** Absent when the reply did not have the form of the contract. */
    readonly body?: ErrorBody,
  ) {
    super(
      `${route} was answered with ${status}: ${body ? `${body.code}: ${body.message}` : 'no error of the contract'}`,
    );
  }
}

export interface RestClient {
  /** Calls a route and parses its reply with the contract's schema. @throws RestError */
  call<K extends RouteName>(
    route: K,
    ...input: object extends CallInput<K> ? [CallInput<K>?] : [CallInput<K>]
  ): Promise<CallResult<K>>;
}

/** A client with an API token. @param baseUrl looked up at every call, for an API that comes back elsewhere */
export function restClient(baseUrl: () => string, token: string): RestClient {
  return {
    async call<K extends RouteName>(route: K, input?: CallInput<K>) {
      const contract: RouteContract = ROUTES[route];
      const { params = {}, query = {}, body } = (input ?? {}) as RawInput;
      const response = await fetch(baseUrl() + API_PREFIX + pathOf(contract.path, params) + searchOf(query), {
        method: contract.method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (response.status !== contract.status) throw new RestError(route, response.status, errorBodyOf(text));
      return (contract.response ? contract.response.parse(JSON.parse(text)) : text) as CallResult<K>;
    },
  };
}

interface RawInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function pathOf(path: string, params: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

function searchOf(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

function errorBodyOf(text: string): ErrorBody | undefined {
  try {
    return ErrorReply.parse(JSON.parse(text)).error;
  } catch {
    return undefined;
  }
}
