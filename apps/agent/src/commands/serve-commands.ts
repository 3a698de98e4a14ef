import { randomUUID } from 'node:crypto';
import { RoadsteadError } from '@roadstead/domain';
import {
  COMMANDS,
  type CommandHandlers,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type Reply,
  refuse,
  succeed,
} from '@roadstead/protocol';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Logger } from '../config/logger.js';

/** Answers every command of the catalog on this socket. What comes in is parsed; what goes wrong is a refusal. */
export function serveCommands(socket: Socket, handlers: CommandHandlers, log: Logger): void {
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    socket.on(name, (request: unknown, acknowledge: unknown) => {
      void answer(name, request, handlers, log).then((reply) => {
        if (typeof acknowledge === 'function') acknowledge(reply);
      });
    });
  }
}

async function answer<K extends CommandName>(
  name: K,
  request: unknown,
  handlers: CommandHandlers,
  log: Logger,
): Promise<Reply<CommandResponse<K>>> {
  try {
    const parsed = COMMANDS[name].request.safeParse(request);
    if (!parsed.success) throw new RoadsteadError('request.invalid', { problem: z.prettifyError(parsed.error) });
    return succeed(await handlers[name](parsed.data as CommandRequest<K>));
  } catch (error) {
    if (error instanceof RoadsteadError) return refuse(error);
    const traceId = randomUUID();
    log.error({ err: error, command: name, traceId }, 'a command failed');
    return refuse(new RoadsteadError('internal.unexpected', { traceId }));
  }
}
