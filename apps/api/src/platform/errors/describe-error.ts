import { HttpException } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { ZodError, type z } from 'zod';

/** Codes by which Postgres, pg and Prisma say that the database cannot be reached or has no connection to spare. */
const DATABASE_AWAY = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
]);
const DATABASE_AWAY_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);
/** SQLSTATE class 22, data exceptions, and 54000: what a value is too long for. */
const REFUSED_VALUE_CODE = /^(?:22[0-9A-Z]{3}|54000)$/;
const REFUSED_VALUE = 'a value in it cannot be stored or looked for: a NUL character, or a number or time out of range';
const DATABASE_AWAY_WORDS = /Connection terminated|timeout exceeded when trying to connect|Can't reach database server/;
const REDIS_AWAY =
  /max retries per request|Connection is closed|Stream isn't writeable|^(?:OOM|LOADING|READONLY|MISCONF) /;

/**
 * What a user can be told of an error. Anything that is not known to be his to act on, or a dependency that is away,
 * is `undefined`: the caller logs it under a trace id and answers `internal.unexpected`.
 */
export function describeError(error: unknown): RoadsteadError | undefined {
  if (error instanceof RoadsteadError) return error;
  if (error instanceof ZodError)
    return new RoadsteadError('request.invalid', { problem: zodProblem(error) }, { cause: error });
  if (error instanceof HttpException) return describeHttpStatus(error.getStatus(), error.message);
  if (!(error instanceof Error)) return undefined;
  if (isDatabaseAway(error))
    return new RoadsteadError('dependency.unavailable', { dependency: 'Postgres' }, { cause: error });
  if (isRedisAway(error))
    return new RoadsteadError('dependency.unavailable', { dependency: 'Redis' }, { cause: error });
  if (hasRefusedValue(error))
    return new RoadsteadError('request.invalid', { problem: REFUSED_VALUE }, { cause: error });
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (code?.startsWith('FST_') && statusCode !== undefined) return describeHttpStatus(statusCode, error.message);
  return undefined;
}

/** All problems in one line: where and what. */
function zodProblem(error: ZodError): string {
  return problemsOf(error.issues, []).join('; ').slice(0, 1000);
}

/** Where one of several forms is asked for, what each of them lacks. */
function problemsOf(issues: readonly z.core.$ZodIssue[], within: readonly PropertyKey[]): string[] {
  return issues.flatMap((issue) => {
    const path = [...within, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return `either ${issue.errors.map((each) => problemsOf(each, path).join(', ')).join(', or ')}`;
    }
    return path.length === 0 ? issue.message : `${path.join('.')}: ${issue.message}`;
  });
}

function describeHttpStatus(status: number, message: string): RoadsteadError | undefined {
  if (status === 404) return new RoadsteadError('route.unknown', { path: message.replace(/^Cannot \w+ /, '') });
  if (status === 413) return new RoadsteadError('request.too-large', { limit: '1 MiB' });
  if (status >= 400 && status < 500) return new RoadsteadError('request.invalid', { problem: message });
  return undefined;
}

interface DatabaseReason {
  readonly kind?: string;
  readonly originalCode?: string;
}

interface MaybeDatabaseError extends Error {
  readonly code?: string;
  readonly errorCode?: string;
  readonly meta?: { driverAdapterError?: unknown };
}

/** What the driver said behind Prisma's error: an error again, or its reason. */
function behind(error: MaybeDatabaseError): Error | DatabaseReason | undefined {
  return (error.meta?.driverAdapterError ?? error.cause) as Error | DatabaseReason | undefined;
}

/** What no schema had refused, Postgres did: a fault of the request, not of the control plane. */
function hasRefusedValue(error: MaybeDatabaseError): boolean {
  if (REFUSED_VALUE_CODE.test(error.code ?? '')) return true;
  const inner = behind(error);
  if (inner instanceof Error) return hasRefusedValue(inner);
  return REFUSED_VALUE_CODE.test(inner?.originalCode ?? '');
}

function isDatabaseAway(error: MaybeDatabaseError): boolean {
  if (isRedisAway(error)) return false;
  const code = error.code ?? error.errorCode;
  if (code !== undefined && DATABASE_AWAY.has(code)) return true;
  if (DATABASE_AWAY_WORDS.test(error.message)) return true;
  const inner = behind(error);
  if (inner === undefined) return false;
  if (inner instanceof Error) return isDatabaseAway(inner);
  return DATABASE_AWAY_KINDS.has(inner.kind ?? '') || DATABASE_AWAY.has(inner.originalCode ?? '');
}

function isRedisAway(error: Error): boolean {
  return REDIS_AWAY.test(error.message) || error.name === 'MaxRetriesPerRequestError';
}
