import { once } from 'node:events';
import { RoadsteadError, type TerminalEnd, type TerminalId, type TerminalRecord } from '@roadstead/domain';
import type { CommandRequest, CommandResponse, TerminalAttach, TerminalOpen } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import { pause } from '../connection/pause.js';
import type { EngineTerminals } from '../engine/terminals/engine-terminals.js';
import { dialDuplex } from './duplex-dialler.js';
import type { TerminalNotices } from './terminal-notices.js';
import { type TerminalLimits, TerminalSession } from './terminal-session.js';
import type { TerminalTraces } from './terminal-traces.js';

/** Of those that have ended, so many are kept for a page that comes back to see how. */
const MAX_ENDED = 16;
const CLEAR_UP_RETRY_MS = 5000;

export interface TerminalsConfig extends TerminalLimits {
  readonly perHost: number;
  readonly perUser: number;
}

interface Options {
  readonly url: string;
  readonly host: string;
  readonly engine: EngineTerminals;
  readonly config: TerminalsConfig;
  readonly notices: TerminalNotices;
  readonly traces: TerminalTraces;
  readonly log: Logger;
}

/** The terminals of this host. */
export class Terminals {
  readonly #sessions = new Map<TerminalId, TerminalSession>();
  readonly #closedBy = new Map<TerminalId, string>();
  /** Of an earlier process of the agent, by who opened them: a page that comes back is told what became of them. */
  readonly #lost = new Map<TerminalId, TerminalRecord['openedBy']>();
  readonly #options: Options;
  #isStopping = false;
  /** Being opened: they count already. */
  readonly #opening = new Map<TerminalId, string>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Ends what an earlier process of the agent has left behind; at the signal, all that are open. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#clearUp(signal);
    if (!signal.aborted) await once(signal, 'abort');
    this.#isStopping = true;
    await Promise.all([...this.#sessions.values()].map((session) => session.end('lost')));
  }

  choices({ containerId }: CommandRequest<'terminal.choices'>): Promise<CommandResponse<'terminal.choices'>> {
    return this.#options.engine.choices(containerId);
  }

  /** @throws RoadsteadError `terminal.too-many`, `terminal.host-full`, and what the engine refuses it with */
  async open({ terminalId, containerId, openedBy, target, size }: TerminalOpen): Promise<TerminalRecord> {
    const { engine, config, traces } = this.#options;
    this.#requireRoom(openedBy.userId);
    this.#opening.set(terminalId, openedBy.userId);
    try {
      const terminal = await engine.open(containerId, target, size);
      const record: TerminalRecord = {
        id: terminalId,
        containerId,
        openedBy,
        openedAt: new Date().toISOString(),
        kind: target.kind,
        command: target.kind === 'exec' ? target.command : [],
        ...(target.kind === 'exec' && target.user !== undefined && { user: target.user }),
        takesInput: terminal.takesInput,
        isShown: false,
      };
      traces.add({ terminal: record, exec: terminal.trace });
      const session = new TerminalSession(record, terminal, config, (end) => this.#ended(terminalId, end));
      this.#sessions.set(terminalId, session);
      return session.record;
    } finally {
      this.#opening.delete(terminalId);
    }
  }

  /** Dials the control plane and shows the terminal there. @throws RoadsteadError `terminal.unknown`, `terminal.lost`, `terminal.not-yours` */
  async attach({ ticket, terminalId, userId, size, position }: TerminalAttach): Promise<TerminalRecord> {
    const { url, host, log } = this.#options;
    const session = this.#sessions.get(terminalId);
    const openedBy = session?.record.openedBy ?? this.#lost.get(terminalId);
    if (openedBy === undefined) throw new RoadsteadError('terminal.unknown', { host });
    if (openedBy.userId !== userId) throw new RoadsteadError('terminal.not-yours', { user: openedBy.username });
    if (session === undefined) throw new RoadsteadError('terminal.lost', { host });
    dialDuplex(url, ticket).then(
      (socket) => session.attach(socket, size, position),
      (error: Error) => log.debug({ reason: error.message }, 'a terminal was not dialled'),
    );
    return session.record;
  }

  list(): CommandResponse<'terminal.list'> {
    return { terminals: [...this.#sessions.values()].map(({ record }) => record) };
  }

  /** Its end is told when it has come. */
  close({ terminalId, closedBy }: CommandRequest<'terminal.close'>): CommandResponse<'terminal.close'> {
    const session = this.#sessions.get(terminalId);
    if (session === undefined || session.record.end !== undefined) return { known: false };
    this.#closedBy.set(terminalId, closedBy);
    void session.end('closed');
    return { known: true };
  }

  #ended(id: TerminalId, end: TerminalEnd): void {
    const { notices, traces, config } = this.#options;
    const session = this.#sessions.get(id);
    // Nobody may be left to be told of it: the trace stays for the next process, which tells.
    if (session === undefined || this.#isStopping) return;
    const closedBy = this.#closedBy.get(id);
    this.#closedBy.delete(id);
    notices.add({ terminal: { ...session.record, end }, ...(closedBy !== undefined && { closedBy }) });
    traces.remove(id);
    setTimeout(() => this.#sessions.delete(id), config.unseenMs).unref();
    const ended = [...this.#sessions.values()].filter(({ record }) => record.end !== undefined);
    for (const { record } of ended.slice(0, -MAX_ENDED)) this.#sessions.delete(record.id);
  }

  async #clearUp(signal: AbortSignal): Promise<void> {
    const { traces, engine, notices, log } = this.#options;
    const left = traces.left();
    for (const { terminal } of left) this.#lost.set(terminal.id, terminal.openedBy);
    for (const { terminal, exec } of left) {
      const isDone = () =>
        exec === undefined ||
        engine.hangUp(exec).then(
          () => true,
          (error: Error) => {
            log.warn({ reason: error.message }, 'a terminal of before cannot be ended yet');
            return false;
          },
        );
      while (!signal.aborted && !(await isDone())) await pause(CLEAR_UP_RETRY_MS, signal);
      if (signal.aborted) return;
      notices.add({ terminal: { ...terminal, end: { reason: 'lost', at: new Date().toISOString() } } });
      traces.remove(terminal.id);
    }
  }

  #requireRoom(userId: string): void {
    const { host, config } = this.#options;
    const open = [...this.#sessions.values()].filter(({ record }) => record.end === undefined);
    const users = [...open.map(({ record }) => record.openedBy.userId), ...this.#opening.values()];
    const theirs = users.filter((user) => user === userId).length;
    if (theirs >= config.perUser) throw new RoadsteadError('terminal.too-many', { count: theirs, host });
    if (users.length >= config.perHost) throw new RoadsteadError('terminal.host-full', { count: users.length, host });
  }
}
