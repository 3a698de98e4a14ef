import { spawn } from 'node:child_process';

export interface ProgramOptions {
  env?: NodeJS.ProcessEnv;
  /** Written to the program's standard input, which is then closed. */
  input?: string;
}

/**
 * Runs a program with an argument list (never a shell) and resolves with its standard output.
 *
 * @throws Error that names the program, its arguments and the end of its standard error.
 */
export function runProgram(file: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: options.env ?? process.env, stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => reject(new Error(`${file} could not be started: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(out).toString());
      const words = Buffer.concat(err).toString().trim().slice(-2000);
      reject(new Error(`${file} ${args.join(' ')} ended with ${code}: ${words}`));
    });
    child.stdin.on('error', () => undefined); // A program may end without reading its input.
    child.stdin.end(options.input);
  });
}
