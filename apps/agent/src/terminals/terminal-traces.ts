import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerminalRecord } from '@roadstead/domain';
import { z } from 'zod';
import type { Logger } from '../config/logger.js';

const FILE = 'terminals.json';

const Trace = z.object({
  terminal: TerminalRecord,
  exec: z.object({ containerId: z.string(), execId: z.string() }).optional(),
});
export type Trace = z.infer<typeof Trace>;

/**
 * The open terminals, in a file: an agent that was killed could not end their processes, and the next one does. It is
 * small, and written only when a terminal is opened or ends.
 */
export class TerminalTraces {
  readonly #traces = new Map<string, Trace>();

  constructor(
    private readonly stateDir: string,
    private readonly log: Logger,
  ) {}

  /** What an earlier process has left behind; to be called first. */
  left(): Trace[] {
    try {
      const read = z.array(Trace).safeParse(JSON.parse(readFileSync(join(this.stateDir, FILE), 'utf8')));
      for (const trace of read.data ?? []) this.#traces.set(trace.terminal.id, trace);
    } catch {
      // None was ever opened, or the file is of no use: then there is nothing to go by.
    }
    return [...this.#traces.values()];
  }

  add(trace: Trace): void {
    this.#traces.set(trace.terminal.id, trace);
    this.#write();
  }

  remove(id: string): void {
    if (this.#traces.delete(id)) this.#write();
  }

  #write(): void {
    const path = join(this.stateDir, FILE);
    try {
      mkdirSync(this.stateDir, { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify([...this.#traces.values()]), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      this.log.warn({ reason: (error as Error).message }, 'the open terminals could not be noted');
    }
  }
}
