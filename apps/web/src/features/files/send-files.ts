import type { ErrorReply, FileUploaded } from '@roadstead/contract';
import { ApiError } from '../../lib/api/api-error';

/**
 * Sends a tar, which the browser reads from the disk as it goes. By XMLHttpRequest: fetch tells nothing of what was sent.
 * @throws ApiError, DOMException `AbortError`
 */
export function sendFiles(
  url: string,
  tar: Blob,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<FileUploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('content-type', 'application/x-tar');
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText) as FileUploaded);
      else reject(errorOf(request));
    };
    request.onerror = () => reject(new ApiError(0, 'page.unreachable', 'The control plane cannot be reached.', {}));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(tar);
  });
}

function errorOf({ status, responseText }: XMLHttpRequest): ApiError {
  try {
    const { error } = JSON.parse(responseText) as ErrorReply;
    return new ApiError(status, error.code, error.message, error.detail);
  } catch {
    return new ApiError(status, 'page.unexpected-answer', `The control plane answered with status ${status}.`, {
      status,
    });
  }
}
