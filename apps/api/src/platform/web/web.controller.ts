import { Controller, Inject, Req, Res } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';
import { readCredential } from '../http/credentials.js';
import { OpenRoute } from '../http/route.js';
import { type Encoding, type WebFile, WebFiles } from './web-files.js';

const YEAR_SECONDS = 31_536_000;
const SIGN_IN = '/sign-in/';

/** Serves the dashboard, which is the same for everybody; what it shows comes by REST. */
@Controller()
export class WebController {
  readonly #files?: WebFiles;

  constructor(@Inject(CONFIG) { webDir }: Config) {
    if (webDir !== undefined) this.#files = new WebFiles(webDir);
  }

  @OpenRoute('GET', '/*', 'the dashboard is public; what it shows is not')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = pathOf(request.url);
    const file = path === undefined ? undefined : this.#files?.at(path);
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && !path?.startsWith('/api/');
    if (file !== undefined && wantsPage && file.isPage && this.#files?.at(SIGN_IN) !== file && isSignedOut(request)) {
      // Without this the browser would load the page, run it, and ask who is there, to be told of the sign-in then.
      await reply
        .status(303)
        .headers({ location: signInFor(request.url), 'cache-control': 'no-store' })
        .send();
      return;
    }
    if (file !== undefined) return this.#send(file, 200, request, reply);
    const page = this.#files?.notFound;
    if (page === undefined || !wantsPage) throw new RoadsteadError('route.unknown', { path: path ?? request.url });
    return this.#send(page, 404, request, reply);
  }

  async #send(file: WebFile, status: number, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const encoding = file.compressible ? chooseEncoding(request.headers['accept-encoding']) : 'identity';
    const etag = `"${file.etag}-${encoding}"`;
    void reply.headers({
      etag,
      vary: file.isPage ? 'accept-encoding, cookie, sec-fetch-site' : 'accept-encoding',
      'cache-control': file.immutable ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
    });
    if (file.contentSecurityPolicy) void reply.header('content-security-policy', file.contentSecurityPolicy);
    if (request.headers['if-none-match'] === etag) {
      await reply.status(304).send();
      return;
    }
    if (encoding !== 'identity') void reply.header('content-encoding', encoding);
    await reply
      .status(status)
      .type(file.type)
      .send(await file.content(encoding));
  }
}

/**
 * Whether nobody is signed in where the request comes from, as far as it tells. The session's cookie is not sent along a link of
 * another site, and a browser tells of where a request comes from only over TLS or on this machine: where it does not, the page finds
 * out by itself.
 */
function isSignedOut({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return (site === 'none' || site === 'same-origin') && readCredential(headers) === undefined;
}

function signInFor(url: string): string {
  return url === '/' ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(url)}`;
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ''));
  } catch {
    return undefined;
  }
}

function chooseEncoding(accepted = ''): Encoding {
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';
}
