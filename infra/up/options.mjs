import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

const DEFAULT_PORT = 8420;

export const HELP = `npm start [-- OPTIONS]     starts Roadstead; Ctrl-C stops all that it started

  --demo        two more Docker engines as hosts, a registry, sample images and containers
  --dev         builds and restarts what changes while you edit
  --port PORT   listen there instead of on ${DEFAULT_PORT} (or set PORT)
  --listen IP   listen on this address of the machine too, for other hosts and browsers; may be given several times

Uses DATABASE_URL, REDIS_URL and DOCKER_HOST (or /var/run/docker.sock) where they exist; otherwise it runs private
instances of the real programs and keeps their data under .roadstead/.`;

/**
 * @typedef {{ demo: boolean, dev: boolean, help: boolean, port: number, listen: string[] }} Options
 */

/**
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @returns {Options}
 */
export function readOptions(argv, env) {
  const { values } = parseArgs({
    args: argv,
    options: {
      demo: { type: 'boolean' },
      dev: { type: 'boolean' },
      help: { type: 'boolean' },
      port: { type: 'string' },
      listen: { type: 'string', multiple: true },
    },
  });
  const text = values.port ?? env.PORT ?? String(DEFAULT_PORT);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`"${text}" is no port: give a number from 1 to 65535.`);
  }
  const listen = values.listen ?? [];
  const wrong = listen.find((address) => isIP(address) === 0);
  if (wrong !== undefined) throw new Error(`--listen takes an IP address of this machine, not "${wrong}".`);
  return { demo: Boolean(values.demo), dev: Boolean(values.dev), help: Boolean(values.help), port, listen };
}
