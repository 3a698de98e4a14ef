import type { Permission } from '@roadstead/domain';
import type { z } from 'zod';

/** A REST route: OpenAPI, the controllers' validation and the page's client all come from this. */
export interface RouteContract {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; path parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: no credential. `signed-in`: any user. */
  readonly permission: Permission | 'public' | 'signed-in';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
  /** Absent: no body, or a byte stream as the summary says. */
  readonly response?: z.ZodType;
}

export function defineRoutes<const T extends Record<string, RouteContract>>(table: T): T {
  return table;
}
