import { z } from 'zod';

/** Host name or address of a Git server, with the port where it is not the usual one, e.g. `git.example.com:8443`. */
export const GitHost = z
  .string()
  .trim()
  .toLowerCase()
  .max(255)
  .refine(
    isHost,
    'give the name of a host, with its port if it has one of its own; without https:// and without a path',
  );

/** Where a credential for a Git URL would go; undefined for one that is not fetched over HTTP. */
export function gitHostOf(url: string): { readonly host: string; readonly isSecure: boolean } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return { host, isSecure: protocol === 'https:' };
}

function isHost(text: string): boolean {
  // The scheme is one without a usual port, so that a port stays.
  return /^[^/?#@\\\s]+$/.test(text) && URL.canParse(`ssh://${text}/`) && new URL(`ssh://${text}/`).host === text;
}
