import type { ErrorReply, ROUTES, RouteName } from '@roadstead/contract';
import type { z } from 'zod';
import { noteServerDate } from '../clock/server-clock';
import { ApiError } from './api-error';
import { ENDPOINTS, type PathParams } from './routes';

type Routes = typeof ROUTES;
type Part<K extends RouteName, Name extends 'query' | 'body' | 'response'> = Routes[K] extends {
  readonly [P in Name]: infer Schema extends z.ZodType;
}
  ? Schema
  : never;

type ParamsOf<K extends RouteName> = PathParams<Routes[K]['path']>;
type WithParams<K extends RouteName> = [ParamsOf<K>] extends [never] ? object : { params: Record<ParamsOf<K>, string> };
type WithQuery<K extends RouteName> = [Part<K, 'query'>] extends [never]
  ? object
  : { query?: Partial<z.output<Part<K, 'query'>>> };
type WithBody<K extends RouteName> = [Part<K, 'body'>] extends [never] ? object : { body: z.input<Part<K, 'body'>> };

export type CallInput<K extends RouteName> = WithParams<K> & WithQuery<K> & WithBody<K> & { signal?: AbortSignal };
export type CallResult<K extends RouteName> = [Part<K, 'response'>] extends [never]
  ? undefined
  : z.output<Part<K, 'response'>>;

interface RawInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
}

const API_PREFIX = '/api/v1';

/**
 * The address of a route, for links and WebSockets. Parameters and query are encoded; undefined values are left out, and of
 * a list each value comes by itself.
 */
export function routeUrl<K extends RouteName>(name: K, input: WithParams<K> & WithQuery<K>): string {
  const { params, query } = input as RawInput;
  const path = ENDPOINTS[name].slice(ENDPOINTS[name].indexOf(' ') + 1);
  const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params?.[key] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== '') search.append(key, String(each));
    }
  }
  return `${API_PREFIX}${filled}${search.size === 0 ? '' : `?${search}`}`;
}

/**
 * Calls a route of the contract with the session cookie.
 * @throws ApiError with the server's code and words, or `page.unreachable` when nothing answered.
 */
export async function call<K extends RouteName>(name: K, input: CallInput<K>): Promise<CallResult<K>> {
  const { body, signal } = input as RawInput;
  const response = await send(routeUrl(name, input), {
    method: ENDPOINTS[name].slice(0, ENDPOINTS[name].indexOf(' ')),
    headers: body === undefined ? undefined : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
    signal,
  });
  noteServerDate(response.headers.get('date'));
  if (!response.ok) throw await errorOf(response);
  if (response.status === 204) return undefined as CallResult<K>;
  return (await response.json()) as CallResult<K>;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'page.unreachable', 'The control plane cannot be reached.', {}, { cause });
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as ErrorReply;
    return new ApiError(response.status, error.code, error.message, error.detail);
  } catch (cause) {
    const message = `The control plane answered with status ${response.status}.`;
    return new ApiError(response.status, 'page.unexpected-answer', message, { status: response.status }, { cause });
  }
}
