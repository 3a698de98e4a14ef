import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Names of the secrets that occur in a text.
 * @param {string} text
 * @param {Record<string, string>} secrets by name
 */
export function secretsIn(text, secrets) {
  return Object.keys(secrets).filter((name) => text.includes(secrets[name]));
}

/**
 * Names of the secrets that occur in what a program writes, however much that is.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} secrets by name
 * @throws Error if the program fails
 */
export async function secretsInOutput(program, args, secrets) {
  const longest = Math.max(...Object.values(secrets).map((secret) => secret.length));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const found = new Set();
  let tail = Buffer.alloc(0);
  for await (const chunk of child.stdout) {
    const window = Buffer.concat([tail, chunk]);
    for (const [name, secret] of Object.entries(secrets)) if (window.includes(secret)) found.add(name);
    tail = window.subarray(Math.max(0, window.length - longest));
  }
  const [code] = await closed;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return [...found];
}

/** @param {string[]} found names @throws Error that lists them */
export function requireNone(found) {
  if (found.length > 0) throw new Error(`found ${found.join(', ')}`);
}
