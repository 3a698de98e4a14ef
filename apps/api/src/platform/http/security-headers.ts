import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const INLINE_SCRIPT = /<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g;

/** CSP sources of the inline scripts of exported pages: exactly those may run. */
export function inlineScriptHashes(pages: Iterable<string>): string[] {
  const hashes = new Set<string>();
  for (const page of pages) {
    for (const [, script = ''] of page.matchAll(INLINE_SCRIPT)) {
      if (script !== '') hashes.add(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    }
  }
  return [...hashes];
}

/** Styles may be inline: the component library sets CSS variables on elements. Nothing else may. */
export function contentSecurityPolicy(scriptHashes: readonly string[] = []): string {
  return [
    "default-src 'self'",
    `script-src 'self' ${scriptHashes.join(' ')}`.trimEnd(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer, errors included. A page has its own policy, with the hashes of its scripts. */
export function addSecurityHeaders(fastify: FastifyInstance): void {
  const headers = {
    'content-security-policy': contentSecurityPolicy(),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    // What may be kept says so itself: the dashboard's files do.
    'cache-control': 'no-store',
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers);
    if (isTrustworthy(request)) void reply.header('cross-origin-opener-policy', 'same-origin');
    done();
  });
}

/** What browsers call a trustworthy origin. On others they ignore the opener policy, with an error on the console. */
function isTrustworthy({ protocol, hostname }: FastifyRequest): boolean {
  return protocol === 'https' || hostname === 'localhost' || hostname.startsWith('127.');
}
