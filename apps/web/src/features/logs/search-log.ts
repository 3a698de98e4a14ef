import type { ErrorReply, LogSearchQuery } from '@roadstead/contract';
import type { LogSearchRecord } from '@roadstead/domain';
import { ApiError } from '../../lib/api/api-error';
import { routeUrl } from '../../lib/api/call';
import type { LogSource } from './log-feed';

/**
 * Searches a log at its host, and gives what is found as it is found.
 * @throws ApiError; what the fetch was aborted with
 */
export async function searchLog(
  source: LogSource,
  query: Partial<LogSearchQuery>,
  signal: AbortSignal,
  onRecords: (records: LogSearchRecord[]) => void,
): Promise<void> {
  const url = routeUrl('searchLog', { params: { ...source }, query });
  const response = await fetch(url, { credentials: 'same-origin', signal });
  if (!response.ok || response.body === null) {
    const { error } = (await response.json()) as ErrorReply;
    throw new ApiError(response.status, error.code, error.message, error.detail);
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) onRecords(lines.map((line) => JSON.parse(line) as LogSearchRecord));
  }
}
