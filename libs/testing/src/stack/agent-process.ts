import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../fleet/index.js';
import { ARTEFACTS } from './artefacts.js';
import { StackProgram } from './stack-program.js';

/** The agent of one engine, run within that host's network and under its name. */
export class AgentProcess {
  readonly stateDir: string;
  /** Its `TMPDIR`. */
  readonly tempDir: string;
  private readonly program: StackProgram;
  /** Given at the first start only: from then on the agent has a key of its own. */
  private joinToken?: string;

  constructor(options: { engine: Engine; dir: string; apiUrl: string; joinToken: string }) {
    const { engine, dir, apiUrl, joinToken } = options;
    this.joinToken = joinToken;
    this.stateDir = join(dir, 'state');
    this.tempDir = join(dir, 'tmp');
    this.program = new StackProgram(`The agent of ${engine.name}`, join(dir, 'agent.log'), (stdio) =>
      engine.spawnInHost(process.execPath, ['--max-semi-space-size=2', '--optimize-for-size', ARTEFACTS.agent], {
        cwd: dir,
        stdio,
        env: {
          PATH: process.env.PATH,
          ROADSTEAD_URL: apiUrl,
          ROADSTEAD_STATE_DIR: this.stateDir,
          TMPDIR: this.tempDir,
          DOCKER_HOST: `unix://${engine.socketPath}`,
          ...(this.joinToken !== undefined && { ROADSTEAD_TOKEN: this.joinToken }),
        },
      }),
    );
  }

  get pid(): number {
    return this.program.pid;
  }

  get logFile(): string {
    return this.program.logFile;
  }

  async start(): Promise<void> {
    await mkdir(this.stateDir, { recursive: true, mode: 0o700 });
    await mkdir(this.tempDir, { recursive: true });
    await this.program.start();
  }

  /** The host is known to the API: later starts prove who they are with the key alone. */
  forgetJoinToken(): void {
    this.joinToken = undefined;
  }

  /** The agent's secret: whatever its state folder holds of a private key, in base64 without line ends. */
  async privateKey(): Promise<string> {
    const files = await readdir(this.stateDir);
    const texts = await Promise.all(files.map((file) => readFile(join(this.stateDir, file), 'utf8')));
    const key = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s\\n]+)-----END/.exec(texts.join('\n'))?.[1];
    if (!key) throw new Error(`There is no private key in ${this.stateDir}`);
    return key.replaceAll(/\\n|\s/g, '');
  }

  kill9(): Promise<void> {
    return this.program.kill9();
  }

  stop(): Promise<void> {
    return this.program.stop();
  }

  logTail(): string {
    return this.program.logTail();
  }
}
