import type { IncomingHttpHeaders } from 'node:http';
import { RoadsteadError } from '@roadstead/domain';
import type { Config } from '../config/config.js';
import { lastForwarded } from './forwarded.js';

/** What may stand in the control plane's address: it is written into commands and a script that a shell runs. */
export const SAFE_URL = /^https?:\/\/[A-Za-z0-9.:[\]_-]+(?:\/[A-Za-z0-9._~/-]*)?$/;

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
  if (normalized !== origin) return false;
  if (config.publicUrl !== undefined && origin === new URL(config.publicUrl).origin) return true;
  const asked = (config.behindProxy ? lastForwarded(headers, 'x-forwarded-host') : undefined) ?? headers.host;
  return host !== '' && host === asked;
}

/**
 * The address under which the caller reached the control plane, without a slash at the end.
 * @throws RoadsteadError `request.invalid` where the Host that was asked has characters that no address needs
 */
export function baseUrl(request: { protocol: string; host: string }, config: Pick<Config, 'publicUrl'>): string {
  const base = (config.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/+$/, '');
  if (!SAFE_URL.test(base)) throw new RoadsteadError('request.invalid', { problem: 'Host: this is not an address' });
  return base;
}
