import type { RunParams } from '@roadstead/domain';
import { bytesText } from '../build/byte-size';
import { restartText, seconds } from './docker-run';
import { portText } from './run-lines';

type Value = string | number | boolean | undefined | readonly Value[] | { readonly [name: string]: Value };

/** The same as a file for `docker compose`, with one service. */
export function composeYaml(params: RunParams): string {
  const { limits = {}, healthCheck, network } = params;
  const volumes = params.mounts.flatMap((mount) => (mount.type === 'volume' && mount.source ? [mount.source] : []));
  const isBuiltIn = network === undefined || ['bridge', 'host', 'none'].includes(network);
  const bytes = (value: number | undefined) => (value === undefined ? undefined : bytesText(value));
  const service: { [name: string]: Value } = {
    image: params.image,
    container_name: params.name,
    pull_policy: params.pull === 'missing' ? undefined : params.pull,
    entrypoint: params.entrypoint?.map(dollars),
    command: params.command?.map(dollars),
    environment: mapOf(params.env.map(({ name, value }) => [name, value === undefined ? undefined : dollars(value)])),
    labels: mapOf(Object.entries(params.labels ?? {}).map(([name, value]) => [name, dollars(value)])),
    ports: listOf(params.ports.map(portText)),
    volumes: listOf(params.mounts.map(volume)),
    network_mode: isBuiltIn ? network : undefined,
    networks: isBuiltIn ? undefined : [network],
    hostname: params.hostname,
    user: params.user,
    working_dir: params.workdir,
    restart: params.restart && restartText(params.restart),
    mem_limit: bytes(limits.memoryBytes),
    memswap_limit: limits.memorySwapBytes === -1 ? -1 : bytes(limits.memorySwapBytes),
    cpus: limits.cpus,
    pids_limit: limits.pids,
    shm_size: bytes(limits.shmBytes),
    tty: params.tty || undefined,
    stdin_open: params.interactive || undefined,
    init: params.init || undefined,
    read_only: params.readOnlyRoot || undefined,
    privileged: params.privileged || undefined,
    cap_add: listOf(params.capAdd ?? []),
    cap_drop: listOf(params.capDrop ?? []),
    stop_signal: params.stopSignal,
    stop_grace_period: seconds(params.stopTimeoutSeconds),
    healthcheck: healthCheck && healthOf(healthCheck),
  };
  const file = {
    services: { [serviceName(params)]: service },
    volumes: mapOf(volumes.map((name) => [name, { external: true }])),
    networks: isBuiltIn ? undefined : { [network]: { external: true } },
  };
  return `${linesOf(file, '').join('\n')}\n`;
}

/** A service is called by letters, digits, dots, dashes and underscores. */
function serviceName({ name, image }: RunParams): string {
  const last = image.split('/').at(-1)?.split(/[:@]/)[0] ?? '';
  return name ?? (last === '' || last === 'sha256' ? 'app' : last);
}

/** Compose puts variables of its own in the place of `$NAME`. */
function dollars(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function volume(mount: RunParams['mounts'][number]): Value {
  const { type, target } = mount;
  if (mount.type === 'tmpfs') return { type, target, tmpfs: mount.sizeBytes ? { size: mount.sizeBytes } : undefined };
  return { type, source: mount.source, target, read_only: mount.readOnly || undefined };
}

function healthOf(check: NonNullable<RunParams['healthCheck']>): Value {
  if (check.type === 'none') return { disable: true };
  return {
    test: ['CMD-SHELL', dollars(check.command)],
    interval: seconds(check.intervalSeconds),
    timeout: seconds(check.timeoutSeconds),
    start_period: seconds(check.startPeriodSeconds),
    retries: check.retries,
  };
}

function mapOf(entries: readonly (readonly [string, Value])[]): Value {
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function listOf(values: readonly Value[]): Value {
  return values.length === 0 ? undefined : values;
}

function linesOf(value: Value, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Value) => {
      if (typeof item !== 'object') return [`${indent}- ${scalar(item)}`];
      const [first = '', ...rest] = linesOf(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return Object.entries(value as { [name: string]: Value }).flatMap(([name, held]) => {
    if (held === undefined) return [];
    const key = `${indent}${scalar(name)}:`;
    if (typeof held !== 'object') return [`${key} ${scalar(held)}`];
    if (Array.isArray(held) && held.length === 0) return [`${key} []`];
    return [key, ...linesOf(held, `${indent}  `)];
  });
}

/** Words that YAML, of whatever version, takes for something else than text. */
const NOT_TEXT = /^(?:true|false|yes|no|on|off|null|~|y|n)$/i;
const PLAIN = /^[A-Za-z_/][\w./@-]*(?::[\w./@-]+)*$/;

function scalar(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  // What JSON quotes is a double-quoted scalar of YAML.
  return PLAIN.test(value) && !NOT_TEXT.test(value) ? value : JSON.stringify(value);
}
