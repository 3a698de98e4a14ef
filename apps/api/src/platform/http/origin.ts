import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.js';

/**
 * Whether a browser's request comes from the control plane's own pages: its Origin is the host that was asked, or the
 * configured public address.
 */
export function isOwnOrigin(
  origin: string,
  headers: IncomingHttpHeaders,
  config: Pick<Config, 'publicUrl' | 'behindProxy'>,
): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, origin: normalized } = new URL(origin);
  if (config.publicUrl !== undefined && normalized === new URL(config.publicUrl).origin) return true;
  const asked = (config.behindProxy ? headers['x-forwarded-host'] : undefined) ?? headers.host;
  return host !== '' && host === asked;
}

/** The address under which the caller reached the control plane, without a slash at the end. */
export function baseUrl(request: { protocol: string; host: string }, config: Pick<Config, 'publicUrl'>): string {
  return (config.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/+$/, '');
}
