#!/usr/bin/env node
/**
 * The one command of the image. Passwords come from files, so that they are neither in the container's environment
 * nor in its list of processes: DATABASE_PASSWORD_FILE goes into DATABASE_URL, REDIS_PASSWORD_FILE into REDIS_URL.
 */
import { readFileSync } from 'node:fs';

/** @type {Record<string, { module: string, words: string }>} */
const PROGRAMS = {
  serve: { module: 'main.js', words: 'the control plane with the dashboard' },
  migrate: { module: 'migrate.js', words: 'brings the database up to date' },
  'verify-actions': { module: 'verify-actions.js', words: 'computes the hash chain of the log of actions anew' },
  bootstrap: { module: 'bootstrap.js', words: 'makes the first administrator and prints the password, once' },
};
/** sysexits.h */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

const [name] = process.argv.splice(2, 1);
const program = Object.hasOwn(PROGRAMS, name ?? '') ? PROGRAMS[name ?? ''] : undefined;

if (program === undefined) {
  const lines = Object.entries(PROGRAMS).map(([each, { words }]) => `  roadstead ${each.padEnd(14)} ${words}`);
  end(`Usage:\n${lines.join('\n')}`, EXIT_USAGE);
}
addPassword('DATABASE_URL', 'DATABASE_PASSWORD_FILE');
addPassword('REDIS_URL', 'REDIS_PASSWORD_FILE');
await import(new URL(`apps/api/dist/${program.module}`, import.meta.url).href);

/**
 * Puts the password that is in a file into an address; without both variables there is nothing to do.
 * @param {string} urlVariable
 * @param {string} fileVariable
 */
function addPassword(urlVariable, fileVariable) {
  const address = process.env[urlVariable];
  const file = process.env[fileVariable];
  if (!address || !file) return;
  if (!URL.canParse(address)) end(`${urlVariable} is not an address.`, EXIT_CONFIG);
  const url = new URL(address);
  url.password = readSecret(file, fileVariable);
  process.env[urlVariable] = url.href;
}

/**
 * @param {string} file
 * @param {string} variable that names the file
 */
function readSecret(file, variable) {
  let secret = '';
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (error) {
    end(`The secret ${file} (${variable}) cannot be read: ${/** @type {Error} */ (error).message}`, EXIT_CONFIG);
  }
  if (secret === '') end(`The secret ${file} (${variable}) is empty.`, EXIT_CONFIG);
  return secret;
}

/**
 * @param {string} words
 * @param {number} code
 * @returns {never}
 */
function end(words, code) {
  process.stderr.write(`${words}\n`);
  process.exit(code);
}
