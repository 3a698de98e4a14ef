import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { endProcess } from '../fleet/index.js';

const STOP_GRACE_MS = 15_000;

/** Starts the program with these as its standard input, output and error. */
type Launch = (stdio: ['ignore', number, number]) => ChildProcess;

/** A program that a spec may kill and start again. What it says lies in one log over all its starts. */
export class StackProgram {
  private child?: ChildProcess;

  constructor(
    readonly name: string,
    readonly logFile: string,
    private readonly launch: Launch,
  ) {}

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined || !this.runs) throw new Error(`${this.name} does not run; its log:\n${this.logTail()}`);
    return pid;
  }

  get runs(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  async start(): Promise<void> {
    if (this.runs) throw new Error(`${this.name} runs already`);
    const log = openSync(this.logFile, 'a');
    this.child = this.launch(['ignore', log, log]);
    closeSync(log);
    await once(this.child, 'spawn');
  }

  /** As the out-of-memory killer does: no goodbye. */
  async kill9(): Promise<void> {
    const { child } = this;
    if (!child || !this.runs) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    if (this.runs) await endProcess(this.pid, STOP_GRACE_MS);
  }

  logTail(): string {
    return readFileSync(this.logFile, 'utf8').slice(-4000);
  }
}
