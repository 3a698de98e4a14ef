import { existsSync } from 'node:fs';
import { registryWords } from './demo-fleet.mjs';
import { FILES, FOLDERS, shown } from './folders.mjs';

/**
 * @typedef {object} Ready
 * @property {number} port
 * @property {{ username: string, password?: string }} admin
 * @property {import('./engine.mjs').LocalEngine} engine
 * @property {import('@roadstead/testing').Fleet | undefined} fleet
 * @property {{ online: number, expected: number, missing: string[] }} hosts
 */

/**
 * What a user is told when all runs.
 * @param {Ready} ready
 */
export function readyWords({ port, admin, engine, fleet, hosts }) {
  const lines = [
    ['sign in', `${admin.username}, password ${passwordWords(admin.password)}`],
    ['API token', shown(FILES.adminToken)],
    ['hosts', hostWords(hosts)],
    ...hosts.missing.map((words) => ['', words]),
    ...(engine.mode === 'none' ? [['', `this machine is no host: ${engine.reason}`]] : []),
    ...(fleet ? [['registry', registryWords(fleet)]] : []),
    ['logs', shown(FOLDERS.logs)],
  ];
  return [
    '',
    `  Roadstead is ready: http://localhost:${port}`,
    '',
    ...lines.map(([name, words]) => `    ${name.padEnd(10)} ${words}`),
    '',
    '  Ctrl-C stops everything that was started here.',
    '',
  ].join('\n');
}

/** @param {{ online: number, expected: number }} hosts */
export function hostWords({ online, expected }) {
  if (online >= expected) return `${online} online`;
  return `${online} of ${expected} online: see ${shown(FOLDERS.logs)}/agent-*.log`;
}

/** Printed at the first start only; it stays in its file. @param {string | undefined} password */
function passwordWords(password) {
  if (password) return `${password} (also in ${shown(FILES.adminPassword)})`;
  return existsSync(FILES.adminPassword) ? `in ${shown(FILES.adminPassword)}` : 'as you have set it';
}
