import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTEFACTS, ROOT, runProgram } from '@roadstead/testing';

/** The bundle as it ships, of these sources. Costs a moment when it is fresh already. */
export async function buildAgent(): Promise<void> {
  await runProgram(process.execPath, [join(ROOT, 'infra/build/build.mjs'), '--only', 'dependencies,apps/agent']);
}

export interface AgentSettings {
  url: string;
  stateDir: string;
  token?: string;
  /** Of the engine that it attaches to. */
  socketPath?: string;
  env?: NodeJS.ProcessEnv;
}

/** One process of the bundled agent. */
export class AgentRun {
  /** Whatever it said, on both streams. */
  output = '';
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | NodeJS.Signals | null>;

  constructor({ url, stateDir, token, socketPath, env }: AgentSettings) {
    this.child = spawn(process.execPath, [ARTEFACTS.agent], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        ROADSTEAD_URL: url,
        ROADSTEAD_STATE_DIR: stateDir,
        ...(token && { ROADSTEAD_TOKEN: token }),
        ...(socketPath && { DOCKER_HOST: `unix://${socketPath}` }),
        ...env,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exited = once(this.child, 'close').then(([code, signal]) => code ?? signal);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves with the exit code, or the signal that ended it. */
  end(): Promise<number | NodeJS.Signals | null> {
    return this.exited;
  }

  /** As the out-of-memory killer does. */
  async kill9(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** As a supervisor does. @returns the exit code */
  async stop(): Promise<number | NodeJS.Signals | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  /** Resident memory now, bytes. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  }

  /** How often it said this. */
  said(words: string): number {
    return this.output.split(words).length - 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
