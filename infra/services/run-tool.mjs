import { spawn } from 'node:child_process';

/**
 * @typedef {{ ok: boolean, stdout: string, output: string }} ToolResult `output` is all that it wrote, in order, and
 *   how it ended if not well
 */

/**
 * Runs a program to its end. It shares the terminal's process group, so a Ctrl-C ends it too.
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} [options.env] on top of this process's
 * @param {boolean} [options.showErrors] let its stderr go to the terminal as it comes rather than keep it
 * @param {AbortSignal} [options.signal] ends it
 * @returns {{ ended: Promise<ToolResult>, child: import('node:child_process').ChildProcess }}
 */
export function runTool(command, args, { cwd, env = {}, showErrors = false, signal }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', showErrors ? 'inherit' : 'pipe'],
    signal,
  });
  let stdout = '';
  let output = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, stdout, output: `${command}: ${error.message}` }));
    child.once('close', (code, endedBy) => {
      const badly = code === 0 ? '' : `\n${command} ${args.join(' ')} ended with ${endedBy ?? `exit code ${code}`}`;
      resolve({ ok: code === 0, stdout, output: (output + badly).trim() });
    });
  });
  return { ended, child };
}
