import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { COMMANDS, type CommandHandlers, type CommandName } from '@roadstead/protocol';
import type { Socket } from 'socket.io-client';
import { createLogger } from '../config/logger.js';
import { serveCommands } from './serve-commands.js';

function setUp(overrides: Partial<CommandHandlers> = {}) {
  const socket = new EventEmitter();
  const names = Object.keys(COMMANDS) as CommandName[];
  const idle = Object.fromEntries(names.map((name) => [name, async () => ({})])) as unknown as CommandHandlers;
  const handlers: CommandHandlers = { ...idle, ...overrides };
  serveCommands(socket as unknown as Socket, handlers, createLogger('silent'));
  const ask = (name: string, request: unknown) => new Promise((resolve) => socket.emit(name, request, resolve));
  return { socket, ask };
}

describe('serveCommands', () => {
  it('answers every command of the catalog', () => {
    expect(setUp().socket.eventNames().sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  it('answers with the data of the handler', async () => {
    expect(await setUp().ask('inventory.list', {})).toEqual({ ok: true, data: {} });
  });

  it('refuses a request that does not parse, before any handler sees it', async () => {
    const { ask } = setUp({ 'job.cancel': () => Promise.reject(new Error('was asked')) });
    for (const request of [undefined, null, 'x', { jobId: 'none', attempt: 1 }]) {
      expect(await ask('job.cancel', request)).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    }
  });

  it('passes on a refusal with its code and words', async () => {
    const refusal = new RoadsteadError('container.unknown', { container: 'abc', host: 'web-1' });
    const { ask } = setUp({ 'inventory.list': () => Promise.reject(refusal) });
    expect(await ask('inventory.list', {})).toEqual({ ok: false, error: refusal.toBody() });
  });

  it('names what it did not expect by a trace alone', async () => {
    const { ask } = setUp({ 'inventory.list': () => Promise.reject(new TypeError('secret')) });
    const reply = JSON.stringify(await ask('inventory.list', {}));
    expect(reply).toContain('internal.unexpected');
    expect(reply).not.toContain('secret');
  });

  it('survives a command without an acknowledgement', () => {
    expect(() => setUp().socket.emit('inventory.list', {})).not.toThrow();
  });
});
