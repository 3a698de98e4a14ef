import { API_PREFIX, LogStreamEnd, LogStreamHeader } from '@roadstead/contract';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Stack } from './stack.js';

/** Consumed bytes are acknowledged in portions of this size. */
const CREDIT_BYTES = 128 * 1024;

const Message = z.union([LogStreamHeader, LogStreamEnd]);

/**
 * Follows a container's log over the WebSocket that the page uses, and acknowledges what was taken, so that a slow
 * reader slows the stream. Gives frames (libs/protocol, log-frames.ts) as they come.
 *
 * @throws Error in the words of the stream's end, when it ended with an error
 */
export async function* followLog(
  stack: Pick<Stack, 'url' | 'admin'>,
  { hostId, containerId }: { hostId: string; containerId: string },
): AsyncGenerator<Buffer> {
  const path = `${API_PREFIX}/hosts/${hostId}/containers/${containerId}/logs?follow=true`;
  const socket = new WebSocket(stack.url.replace(/^http/, 'ws') + path, {
    headers: { authorization: `Bearer ${stack.admin.token}` },
  });
  try {
    let unacknowledged = 0;
    for await (const { data, isBinary } of messagesOf(socket)) {
      if (!isBinary) {
        const message = Message.parse(JSON.parse(data.toString()));
        if (message.type === 'header') continue;
        if (message.error) throw new Error(message.error.message);
        return;
      }
      yield data;
      unacknowledged += data.length;
      if (unacknowledged < CREDIT_BYTES) continue;
      socket.send(JSON.stringify({ type: 'credit', bytes: unacknowledged }));
      unacknowledged = 0;
    }
    throw new Error('The log stream was closed without an end');
  } finally {
    socket.terminate();
  }
}

interface Received {
  data: Buffer;
  isBinary: boolean;
}

/** Messages in order; those that come while one is being looked at wait. */
async function* messagesOf(socket: WebSocket): AsyncGenerator<Received> {
  let waiting: Received[] = [];
  let closed = false;
  let failure: Error | undefined;
  let wake = () => {};
  socket.on('message', (data, isBinary) => {
    waiting.push({ data: data as Buffer, isBinary });
    wake();
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', () => {
    closed = true;
    wake();
  });
  while (!closed || waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    yield* batch;
    if (waiting.length > 0 || closed) continue;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  if (failure) throw failure;
}
