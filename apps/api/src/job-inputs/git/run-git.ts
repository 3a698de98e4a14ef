import { type ChildProcess, spawn } from 'node:child_process';

const MAX_SAID = 8000;

/** git by itself: no hooks, no helpers, no settings of the machine or of a user, nobody to ask for a password. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.askPass=',
  'credential.helper=',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  // A redirect may lead to an address that nobody has judged.
  'http.followRedirects=false',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
  // One pack instead of many files, whose size can be watched.
  'transfer.unpackLimit=1',
  'fetch.fsckObjects=false',
  'protocol.version=2',
];

export interface GitOptions {
  readonly cwd: string;
  /** For `git -c`, besides `SETTINGS`. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** git did not do it; the message is what it said. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

/** The arguments and the environment of a call. @param args the sub-command first */
export function gitCall(args: readonly string[], { cwd, config = [], env = {} }: GitOptions) {
  return {
    args: [...[...SETTINGS, ...config].flatMap((setting) => ['-c', setting]), ...args],
    env: {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'https:http:ssh:git',
      GIT_NO_REPLACE_OBJECTS: '1',
      ...env,
    },
  };
}

/**
 * @returns what git printed
 * @throws GitFailure; the signal's reason where that ended it
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<string> {
  const { cwd, signal } = options;
  const call = gitCall(args, options);
  signal?.throwIfAborted();
  // A group of its own: git has helpers, which must not outlive it.
  const child = spawn('git', call.args, { cwd, env: call.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = () => endGroup(child);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await ended(child);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function ended(child: ChildProcess): Promise<string> {
  let printed = '';
  let said = '';
  child.stdout?.on('data', (chunk) => {
    if (printed.length < MAX_SAID) printed += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-MAX_SAID);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(printed) : reject(new GitFailure(said))));
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
