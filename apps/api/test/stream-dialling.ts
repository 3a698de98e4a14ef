import { type ClientRequest, request as httpRequest } from 'node:http';
import { AGENT_CLOCK_HEADER, AGENT_PATHS, LOG_MEDIA_TYPES, type StreamOpen, succeed } from '@roadstead/protocol';
import type { ScriptedAgent } from './jobs-agent.js';
import type { Api } from './jobs-harness.js';

/** What an agent brings over its stream, and how that went. */
export interface Dialled {
  readonly asked: StreamOpen;
  readonly body: ClientRequest;
  status?: number;
  closed: boolean;
}

/** Answers the next `stream.open`, and dials with the ticket. */
export function dialOnOpen(
  agent: ScriptedAgent,
  api: Api,
  mediaType: string = LOG_MEDIA_TYPES.multiplexed,
): Promise<Dialled> {
  return new Promise((resolve) => {
    agent.onStream = (asked) => {
      resolve(dial(api, asked, mediaType));
      return succeed({ mediaType });
    };
  });
}

function dial(api: Api, asked: StreamOpen, mediaType: string): Dialled {
  const body = httpRequest(api.url + AGENT_PATHS.stream, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${asked.ticket}`,
      'content-type': mediaType,
      // Its clock is an hour ahead.
      [AGENT_CLOCK_HEADER]: String(Date.now() + 3_600_000),
    },
  });
  const dialled: Dialled = { asked, body, closed: false };
  body.on('response', (response) => {
    dialled.status = response.statusCode;
    response.resume();
  });
  body.on('error', () => undefined);
  body.on('close', () => {
    dialled.closed = true;
  });
  body.flushHeaders();
  return dialled;
}
