import type { LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { RoadsteadError, reason } from '@roadstead/domain';
import { AddressGuard } from './address-guard.js';
import { ReasonError, reasonOf } from './connection-reasons.js';
import { shownUrl } from './shown-url.js';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What is for the first host alone. */
const CREDENTIAL_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization']);
const SILENCE_MS = 30_000;

export interface GuardedRequest {
  /** @default GET */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** Credentials among them go to the first origin alone, and not along with a redirect to another. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Takes any certificate. Plain HTTP needs no leave: it is what the URL says. */
  readonly allowInsecureTls?: boolean;
  /** The longest silence before the answer begins, and then between its bytes. @default 30 000 */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
}

export interface GuardedAnswer {
  /** Where it came from in the end. */
  readonly url: string;
  /** Any but a redirect. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** To be read to its end or destroyed. */
  readonly body: IncomingMessage;
}

/**
 * Fetches what a user has named, by HTTP or HTTPS, from where it may be fetched: see `AddressGuard`. Each redirect is
 * judged anew, and the connection goes to the very address that was judged.
 */
@Injectable()
export class GuardedFetch {
  constructor(private readonly guard: AddressGuard) {}

  /** @throws RoadsteadError `fetch.address-refused`, `fetch.failed`; an answer of any status is no failure */
  async fetch(url: string, request: GuardedRequest = {}): Promise<GuardedAnswer> {
    let target = parseTarget(url, url);
    let asked = request;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const body = await this.#ask(target, asked);
      const { statusCode: status = 0, headers } = body;
      if (!REDIRECTS.has(status) || headers.location === undefined) return { url: target.href, status, headers, body };
      body.destroy();
      const next = parseTarget(headers.location, shownUrl(target), target);
      asked = afterRedirect(asked, status, next.origin !== target.origin);
      target = next;
    }
    throw new RoadsteadError('fetch.failed', { url: shownUrl(target), ...reason('too-many-redirects') });
  }

  async #ask(target: URL, request: GuardedRequest): Promise<IncomingMessage> {
    const addresses = await this.guard.resolve(target.hostname, shownUrl(target));
    try {
      return await send(target, request, addresses);
    } catch (error) {
      throw new RoadsteadError('fetch.failed', { url: shownUrl(target), ...reasonOf(error) }, { cause: error });
    }
  }
}

/** @throws RoadsteadError `fetch.failed` for what is no URL of HTTP */
function parseTarget(text: string, from: string, base?: URL): URL {
  const target = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (target?.protocol === 'http:' || target?.protocol === 'https:') return target;
  throw new RoadsteadError('fetch.failed', { url: from, ...reason('not-http') });
}

function send(target: URL, request: GuardedRequest, addresses: readonly LookupAddress[]): Promise<IncomingMessage> {
  const { method = 'GET', headers, body, signal, allowInsecureTls = false, silenceMs = SILENCE_MS } = request;
  const options = { method, headers, signal, agent: false, lookup: pinnedTo(addresses) } satisfies RequestOptions;
  return new Promise((resolve, reject) => {
    const outgoing =
      target.protocol === 'https:'
        ? httpsRequest(target, { ...options, rejectUnauthorized: !allowInsecureTls })
        : httpRequest(target, options);
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
    outgoing.setTimeout(silenceMs, () =>
      outgoing.destroy(new ReasonError(reason('nothing-heard', { seconds: Math.round(silenceMs / 1000) }))),
    );
    outgoing.end(body);
  });
}

/** A look-up that has its answer already. */
function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, done) => {
    const [first] = addresses;
    if (all) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family);
  };
}

function afterRedirect(request: GuardedRequest, status: number, otherOrigin: boolean): GuardedRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).filter(
      ([name]) => !otherOrigin || !CREDENTIAL_HEADERS.has(name.toLowerCase()),
    ),
  );
  const keepsMethod = status === 307 || status === 308 || request.method !== 'POST';
  return keepsMethod ? { ...request, headers } : { ...request, headers, method: 'GET', body: undefined };
}
