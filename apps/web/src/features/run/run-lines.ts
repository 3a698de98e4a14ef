import type { MountRequest, PortRequest } from '@roadstead/domain';
import { bytesText, parseBytes } from '../build/byte-size';

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;

/** The lines that say something, without the white space around them. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** As after `docker run --publish`: `80`, `8080:80`, `127.0.0.1:8080:80`, `127.0.0.1::80`, each with `/udp`; not a range. */
export function parsePort(line: string): PortRequest | undefined {
  const match = /^(?:(?:(\[[0-9a-fA-F:.]+\]|[0-9.]+):)?(\d*):)?(\d+)(?:\/(\w+))?$/.exec(line);
  if (match === null) return undefined;
  const [, ip, host, container, protocol = 'tcp'] = match;
  const known = PROTOCOLS.find((name) => name === protocol);
  const [containerPort, hostPort] = [Number(container), host === undefined || host === '' ? undefined : Number(host)];
  if (known === undefined || !isPort(containerPort) || (hostPort !== undefined && !isPort(hostPort))) return undefined;
  return { containerPort, hostPort, hostIp: ip?.replace(/^\[|\]$/g, ''), protocol: known };
}

function isPort(number: number): boolean {
  return number >= 1 && number <= 65_535;
}

export function portText({ containerPort, hostPort, hostIp, protocol }: PortRequest): string {
  const ip = hostIp?.includes(':') ? `[${hostIp}]` : hostIp;
  const host = ip === undefined ? (hostPort === undefined ? '' : `${hostPort}:`) : `${ip}:${hostPort ?? ''}:`;
  return `${host}${containerPort}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

/** As after `docker run --volume`, with `tmpfs:` for memory: `/data`, `data:/data`, `/srv/www:/www:ro`, `tmpfs:/tmp:64m`. */
export function parseMount(line: string): MountRequest | undefined {
  const parts = line.split(':');
  const [first = '', second, third, ...more] = parts;
  if (more.length > 0) return undefined;
  if (first === 'tmpfs') {
    const sizeBytes = third === undefined ? undefined : parseBytes(third);
    if (!isPath(second) || Number.isNaN(sizeBytes)) return undefined;
    return { type: 'tmpfs', target: second, sizeBytes };
  }
  if (parts.length === 1) return isPath(first) ? { type: 'volume', target: first, readOnly: false } : undefined;
  if (!isPath(second) || (third !== undefined && third !== 'ro' && third !== 'rw')) return undefined;
  const readOnly = third === 'ro';
  if (isPath(first)) return { type: 'bind', source: first, target: second, readOnly };
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(first)) return undefined;
  return { type: 'volume', source: first, target: second, readOnly };
}

function isPath(text: string | undefined): text is string {
  return text?.startsWith('/') ?? false;
}

export function mountText(mount: MountRequest): string {
  if (mount.type === 'tmpfs') {
    return `tmpfs:${mount.target}${mount.sizeBytes === undefined ? '' : `:${bytesText(mount.sizeBytes)}`}`;
  }
  const { source, target, readOnly } = mount;
  return `${source === undefined ? '' : `${source}:`}${target}${readOnly ? ':ro' : ''}`;
}
