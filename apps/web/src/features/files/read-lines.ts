import type { ErrorReply } from '@roadstead/contract';
import { ApiError } from '../../lib/api/api-error';

/**
 * Objects of a streamed reply, each on a line, as they come.
 * @throws ApiError also where it breaks off before its last line
 */
export async function* readLines<T extends { type: string }>(url: string, signal: AbortSignal): AsyncGenerator<T> {
  const response = await fetch(url, { credentials: 'same-origin', signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw unreachable(cause);
  });
  if (!response.ok || response.body === null) throw await errorOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as T;
    }
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw unreachable(cause);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function unreachable(cause: unknown): ApiError {
  return new ApiError(0, 'page.unreachable', 'The control plane cannot be reached.', {}, { cause });
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
