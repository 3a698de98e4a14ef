import { request } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** A tar (or other bytes) is streamed; anything else is sent as JSON. */
export type EngineRequestBody = { stream: Readable; type: string } | { json: unknown };

/**
 * One call of the Engine API over the engine's unix socket; resolves with the whole answer.
 *
 * @throws Error with the engine's own words when the status is 400 or above.
 */
export async function requestEngine(
  socketPath: string,
  method: string,
  path: string,
  body?: EngineRequestBody,
): Promise<string> {
  const call = request({ socketPath, method, path, headers: { host: 'engine', ...contentType(body) } });
  const answer = new Promise<string>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      text(response).then((words) => {
        if ((response.statusCode ?? 500) < 400) resolve(words);
        else reject(new Error(`${method} ${path} was answered with ${response.statusCode}: ${words.trim()}`));
      }, reject);
    });
  });
  if (body && 'stream' in body) await Promise.all([pipeline(body.stream, call), answer]);
  else call.end(body && JSON.stringify(body.json));
  return answer;
}

function contentType(body?: EngineRequestBody): Record<string, string> {
  if (!body) return {};
  return { 'content-type': 'stream' in body ? body.type : 'application/json' };
}
