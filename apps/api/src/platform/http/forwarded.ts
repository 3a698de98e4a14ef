import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.js';

/** The last entry of an X-Forwarded header: the one proxy in front has written it; those before it are the client's word. */
export function lastForwarded(headers: IncomingHttpHeaders, name: `x-forwarded-${string}`): string | undefined {
  return headers[name]?.toString().split(',').at(-1)?.trim() || undefined;
}

/** Where a request or upgrade came from. @param peer the other end of its connection: behind a proxy, the proxy */
export function clientAddress(
  headers: IncomingHttpHeaders,
  peer: string | undefined,
  { behindProxy }: Pick<Config, 'behindProxy'>,
): string | undefined {
  return (behindProxy ? lastForwarded(headers, 'x-forwarded-for') : undefined) ?? peer;
}
