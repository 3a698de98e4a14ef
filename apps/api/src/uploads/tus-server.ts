import type { ErrorReply } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { Server, type ServerOptions } from '@tus/server';
import { isDiskFull } from './folder-store.js';

type Write = Server['write'];
/** With which tus answers to an extension of the protocol that is not offered here. */
const NOT_OFFERED = 501;

/** What tus throws: a status and some words, or an error of ours that passed through it. */
export type TusFailure = Error | { readonly status_code: number; readonly body: string };

/** The tus protocol, with errors told as everywhere else in the API. */
export class TusServer extends Server {
  override write(...[context, headers, status, body = '']: Parameters<Write>): ReturnType<Write> {
    if (status < 400) return super.write(context, headers, status, body);
    headers.set('content-type', 'application/json');
    return super.write(context, headers, status, isReply(body) ? body : replyOf(invalid(body)));
  }
}

/** For `onResponseError`: the words of tus do not leave the process. */
export function asReply(error: RoadsteadError): ReturnType<NonNullable<ServerOptions['onResponseError']>> {
  return { status_code: error.status, body: replyOf(error) };
}

/**
 * @param limit the largest upload, in words
 * @returns undefined for what is not the asker's doing
 */
export function errorOfTus(failure: TusFailure, uploadId: string, limit: string): RoadsteadError | undefined {
  if (failure instanceof RoadsteadError) return failure;
  if (isDiskFull(failure)) return new RoadsteadError('upload.no-space', { size: 'this size' }, { cause: failure });
  const { status_code: status, body } = failure as { status_code?: number; body?: string };
  if (status === 404 || status === 410) return new RoadsteadError('upload.unknown', { upload: uploadId });
  if (status === 409 || body?.includes('lock')) return new RoadsteadError('upload.out-of-step');
  if (status === 413 && body?.startsWith('Maximum')) return new RoadsteadError('upload.too-large', { limit });
  if (status === 413) return invalid('there are more bytes than Upload-Length says');
  if (status !== undefined && (status < 500 || status === NOT_OFFERED)) return invalid(body ?? '');
  return undefined;
}

function invalid(problem: string): RoadsteadError {
  return new RoadsteadError('request.invalid', { problem: problem.trim() });
}

function replyOf(error: RoadsteadError): string {
  return JSON.stringify({ error: error.toBody() } satisfies ErrorReply);
}

/** Everything that tus itself writes is a sentence. */
function isReply(body: string): boolean {
  return body.startsWith('{');
}
