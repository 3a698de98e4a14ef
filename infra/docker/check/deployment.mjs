import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTool } from '../../services/run-tool.mjs';

/** Of this machine's environment nothing that compose or the product reads may count. */
const FOREIGN_VARIABLES = /^(ROADSTEAD|COMPOSE|DOCKER|POSTGRES|REDIS|API|AGENT|LOG)_/;

/**
 * A copy of the checkout in which the README's steps for production are taken, as a user takes them.
 */
export class Deployment {
  /** Contents of the secret files, by name. @type {Record<string, string>} */
  secrets = {
    'postgres-password': randomBytes(32).toString('hex'),
    'redis-password': randomBytes(32).toString('hex'),
    key: randomBytes(32).toString('base64'),
  };
  #folder;
  #dockerHost;

  /**
   * @param {string} folder where the copy is made anew
   * @param {string} dockerHost address of the engine
   */
  constructor(folder, dockerHost) {
    this.#folder = folder;
    this.#dockerHost = dockerHost;
  }

  /** Copies what git tracks and what it would. @param {string} root of the checkout */
  async copyCheckout(root) {
    rmSync(this.#folder, { recursive: true, force: true });
    const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const files = (await runToEnd('git', listing, { cwd: root })).split('\0');
    for (const file of files.filter((name) => name && existsSync(join(root, name)))) {
      mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
      cpSync(join(root, file), join(this.#folder, file), { verbatimSymlinks: true });
    }
  }

  writeSecrets() {
    for (const [name, secret] of Object.entries(this.secrets)) this.#writeSecret(name, `${secret}\n`);
  }

  /** @param {string} name */
  emptySecret(name) {
    this.#writeSecret(name, '');
  }

  /** The folder is closed to others; the containers' users read the files. @param {string} name @param {string} content */
  #writeSecret(name, content) {
    const folder = join(this.#folder, 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), 0o444);
  }

  /** @param {Record<string, string>} variables */
  writeEnvironment(variables) {
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(this.#folder, '.env'), lines.join(''));
  }

  /**
   * Runs docker-compose and gives its standard output.
   * @param {...string} args
   * @throws Error with all that it wrote
   */
  compose(...args) {
    return standardOutput(this.tryCompose(args));
  }

  /**
   * Runs docker-compose, which may fail.
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} [variables] over those of .env
   */
  tryCompose(args, variables = {}) {
    const foreign = Object.keys(process.env).filter((name) => FOREIGN_VARIABLES.test(name));
    return runTool('docker-compose', ['--project-name', 'roadstead', ...args], {
      cwd: this.#folder,
      env: {
        ...Object.fromEntries(foreign.map((name) => [name, undefined])),
        HOME: dirname(this.#folder),
        DOCKER_HOST: this.#dockerHost,
        COMPOSE_DOCKER_CLI_BUILD: '0', // The engine's own builder, whichever docker command this machine has.
        ...variables,
      },
    }).ended;
  }
}

/**
 * Runs a program and gives its standard output.
 * @param {string} program
 * @param {string[]} args
 * @param {Parameters<typeof runTool>[2]} options
 * @throws Error with the end of all that it wrote
 */
export function runToEnd(program, args, options) {
  return standardOutput(runTool(program, args, options).ended);
}

/** @param {Promise<import('../../services/run-tool.mjs').ToolResult>} result */
async function standardOutput(result) {
  const { ok, stdout, output } = await result;
  if (!ok) throw new Error(output.slice(-4000));
  return stdout;
}
