import { spawn } from 'node:child_process';
import { ARTEFACTS } from './artefacts.js';
import { StackProgram } from './stack-program.js';
import { waitFor } from './wait-for.js';

const READY_TIMEOUT_MS = 30_000;

/** An API process on a port of its own, the same over all its starts. */
export class ApiProcess {
  readonly url: string;
  private readonly program: StackProgram;

  /** @param env its whole environment, `PORT` included */
  constructor(options: { logFile: string; dir: string; env: NodeJS.ProcessEnv }) {
    const { logFile, dir, env } = options;
    this.url = `http://127.0.0.1:${env.PORT}`;
    this.program = new StackProgram('The API', logFile, (stdio) =>
      spawn(process.execPath, ['--max-semi-space-size=8', ARTEFACTS.api], {
        cwd: dir,
        env: { ...env, MALLOC_ARENA_MAX: '2' },
        stdio,
        detached: true,
      }),
    );
  }

  get pid(): number {
    return this.program.pid;
  }

  get logFile(): string {
    return this.program.logFile;
  }

  /** Resolves when `/readyz` says so. */
  async start(): Promise<void> {
    await this.program.start();
    await waitFor(() => this.isReady(), `the API to be ready; its log:\n${this.program.logTail()}`, {
      timeoutMs: READY_TIMEOUT_MS,
    });
  }

  kill9(): Promise<void> {
    return this.program.kill9();
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  private async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/readyz`)).ok;
  }
}
