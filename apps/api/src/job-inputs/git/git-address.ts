import { isIP } from 'node:net';
import { RoadsteadError, reason, reasonIn } from '@roadstead/domain';
import type { AddressGuard } from '../../platform/fetch/address-guard.js';

const SCP_LIKE = /^(?<user>[^@/]+)@(?<host>[A-Za-z0-9.-]+):(?<path>.+)$/;
/** What may stand in git's command line for ssh, which a shell reads: nothing that means anything to it. */
const SSH_HOST = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/** How git is to be called so that it connects to addresses that were judged, and to no others. */
export interface GitAddress {
  readonly url: string;
  /** For `git -c`. */
  readonly config: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds where a Git URL leads, once, and pins git to it.
 * @param url as `GitUrl` of libs/domain takes it
 * @throws RoadsteadError `fetch.address-refused`, `git.unreachable`
 */
export async function pinnedAddress(url: string, guard: AddressGuard): Promise<GitAddress> {
  const scp = SCP_LIKE.exec(url)?.groups;
  const target = new URL(scp === undefined ? url : `ssh://${scp.user}@${scp.host}/`);
  const found = await guard.resolve(target.hostname, url).catch((error: unknown) => {
    throw asGitError(error, url);
  });
  const addresses = found.map(({ address }) => address);
  const [first = ''] = addresses;
  switch (target.protocol) {
    case 'http:':
    case 'https:':
      // As it was read here, so that curl reads no other host out of it.
      return { url: target.href, config: resolveSettings(target, addresses), env: {} };
    case 'ssh:':
      return {
        url,
        config: [],
        env: { GIT_SSH_COMMAND: sshCommand(target.hostname, first, url), GIT_SSH_VARIANT: 'ssh' },
      };
    default:
      // The git protocol has no names of hosts but for choosing among repositories, which an address serves as well.
      return { url: `git://${hostWith(target, first)}${target.pathname}`, config: [], env: {} };
  }
}

function hostWith({ port }: URL, address: string): string {
  return port === '' ? bracketed(address) : `${bracketed(address)}:${port}`;
}

/** curl's own pin: `host:port:address,address`. An address in the place of the host's name is pinned by itself. */
function resolveSettings({ hostname, port, protocol }: URL, addresses: readonly string[]): string[] {
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return [];
  return [`http.curloptResolve=${hostname}:${port || DEFAULT_PORTS[protocol]}:${addresses.map(bracketed).join(',')}`];
}

function bracketed(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** The host's key is looked up under the name that the user gave. */
function sshCommand(host: string, address: string, url: string): string {
  if (!SSH_HOST.test(host)) throw new RoadsteadError('git.unreachable', { url, ...reason('not-a-host') });
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=20',
    'ProxyCommand=none',
    'ProxyJump=none',
  ];
  return ['ssh', ...[...options, `HostKeyAlias=${host}`, `HostName=${address}`].map((option) => `-o ${option}`)].join(
    ' ',
  );
}

function asGitError(error: unknown, url: string): unknown {
  if (!(error instanceof RoadsteadError) || error.code !== 'fetch.failed') return error;
  return new RoadsteadError('git.unreachable', { ...reasonIn(error.detail), url }, { cause: error });
}
