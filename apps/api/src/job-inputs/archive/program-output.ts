import { spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const MAX_SAID = 4000;

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What the program reads; absent: nothing. */
  readonly input?: Readable;
}

/**
 * What a program writes, as a stream that fails when the program does, in the program's words. Destroying the stream
 * ends the program. There is no shell in between.
 */
export function outputOf(program: string, args: readonly string[], options: ProgramOptions = {}): Readable {
  const { cwd, env = { PATH: process.env.PATH, LC_ALL: 'C' }, input } = options;
  const output = new PassThrough();
  const child = spawn(program, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    if (said.length < MAX_SAID) said += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(said.trim().slice(0, MAX_SAID) || `${program} ended with ${code}`)),
    );
  });
  const fail = (error: Error) => output.destroy(error);
  // A program that has enough, or has failed, closes its input: its end says which of the two.
  if (input !== undefined && child.stdin !== null) pipeline(input, child.stdin).catch((error) => input.destroy(error));
  input?.once('error', fail);
  if (child.stdout !== null) {
    pipeline(child.stdout, output, { end: false })
      .then(() => ended.then(() => output.end()))
      .catch(fail);
  }
  ended.catch(fail);
  output.once('close', () => {
    child.kill('SIGKILL');
    input?.destroy();
  });
  return output;
}
