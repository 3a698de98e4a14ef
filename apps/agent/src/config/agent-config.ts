import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import type { Labels } from '@roadstead/domain';
import { z } from 'zod';
import type { TerminalsConfig } from '../terminals/terminals.js';

/** What the person who started the agent can mend; its message is printed as it is, without a stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const SOCKET_PATH_LIMIT = 107;
/** The longest path of a socket that dockerd makes below its root. */
const LONGEST_SOCKET = 'exec/containerd/containerd.sock.ttrpc';

const SocketPath = z
  .string()
  .refine((value) => !value.includes('://') || value.startsWith('unix://'), 'only unix:// addresses are of use here')
  .transform((value) => value.replace(/^unix:\/\//, '') || '/var/run/docker.sock');

const LabelList = z.string().transform((text, context) => {
  const labels: Record<string, string> = {};
  for (const pair of text.split(',').filter((each) => each.trim() !== '')) {
    const equals = pair.indexOf('=');
    if (equals < 1) context.addIssue({ code: 'custom', message: `"${pair}" is not key=value` });
    else labels[pair.slice(0, equals).trim()] = pair.slice(equals + 1).trim();
  }
  return labels;
});

const Environment = z.object({
  ROADSTEAD_URL: z.url({
    protocol: /^https?$/,
    error: 'set it to the address of the control plane, such as http://roadstead.example:8420',
  }),
  ROADSTEAD_TOKEN: z.string().min(1).optional(),
  ROADSTEAD_STATE_DIR: z.string().startsWith('/', 'must be an absolute path').default('/var/lib/roadstead-agent'),
  DOCKER_HOST: SocketPath.default('/var/run/docker.sock'),
  ROADSTEAD_ENGINE: z.enum(['attached', 'managed'], 'is "attached" or "managed"').default('attached'),
  ROADSTEAD_ENGINE_ROOT: z.string().startsWith('/', 'must be an absolute path').optional(),
  ROADSTEAD_LABELS: LabelList.default({}),
  /** How long a terminal waits for its page to come back. */
  ROADSTEAD_TERMINAL_UNSEEN_SECONDS: z.coerce.number().positive().max(86_400).default(60),
  /** How long a terminal lives without a key. */
  ROADSTEAD_TERMINAL_IDLE_MINUTES: z.coerce.number().positive().max(10_080).default(30),
  ROADSTEAD_TERMINALS_PER_HOST: z.coerce.number().int().positive().max(1000).default(32),
  ROADSTEAD_TERMINALS_PER_USER: z.coerce.number().int().positive().max(1000).default(10),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface AgentConfig {
  /** Origin (and path prefix, if any) of the control plane, without a slash at the end. */
  readonly controlPlaneUrl: string;
  /** Join token; needed until this host is enrolled. */
  readonly token?: string;
  readonly stateDir: string;
  readonly engine: EngineConfig;
  readonly labels: Labels;
  readonly terminals: TerminalsConfig;
  readonly logLevel: string;
  readonly hostname: string;
}

export type EngineConfig =
  | { readonly mode: 'attached'; readonly socketPath: string }
  | { readonly mode: 'managed'; readonly socketPath: string; readonly root: string };

/**
 * The environment and the command line, parsed once.
 * @throws ConfigError with one line for each thing that is wrong.
 */
export function parseConfig(environment: NodeJS.ProcessEnv, argv: readonly string[]): AgentConfig {
  const token = parseArguments(argv);
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(token === undefined ? given : { ...given, ROADSTEAD_TOKEN: token });
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ConfigError(`The agent cannot start:\n  ${lines.join('\n  ')}`);
  }
  const env = parsed.data;
  return {
    controlPlaneUrl: env.ROADSTEAD_URL.replace(/\/+$/, ''),
    token: env.ROADSTEAD_TOKEN,
    stateDir: env.ROADSTEAD_STATE_DIR,
    engine: engineConfig(env),
    labels: env.ROADSTEAD_LABELS,
    terminals: {
      unseenMs: env.ROADSTEAD_TERMINAL_UNSEEN_SECONDS * 1000,
      idleMs: env.ROADSTEAD_TERMINAL_IDLE_MINUTES * 60_000,
      perHost: env.ROADSTEAD_TERMINALS_PER_HOST,
      perUser: env.ROADSTEAD_TERMINALS_PER_USER,
    },
    logLevel: env.LOG_LEVEL,
    hostname: hostname(),
  };
}

function engineConfig(env: z.infer<typeof Environment>): EngineConfig {
  if (env.ROADSTEAD_ENGINE === 'attached') return { mode: 'attached', socketPath: env.DOCKER_HOST };
  const root = env.ROADSTEAD_ENGINE_ROOT ?? `${env.ROADSTEAD_STATE_DIR}/engine`;
  const limit = SOCKET_PATH_LIMIT - LONGEST_SOCKET.length - 1;
  if (Buffer.byteLength(root) > limit) {
    throw new ConfigError(
      `ROADSTEAD_ENGINE_ROOT: "${root}" is too long: for the engine's sockets, at most ${limit} bytes`,
    );
  }
  return { mode: 'managed', socketPath: `${root}/docker.sock`, root };
}

function parseArguments(argv: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...argv], options: { token: { type: 'string' } } }).values.token;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\nUsage: roadstead-agent [--token JOIN_TOKEN]`);
  }
}
