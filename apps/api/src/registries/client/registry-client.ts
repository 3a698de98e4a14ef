import { type Digest, RoadsteadError, reason } from '@roadstead/domain';
import { z } from 'zod';
import type { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import { type Challenge, parseChallenge } from './challenge.js';
import { DOCKER_HUB, HUB_ADDRESSES, type HubAddresses, mayBePlain, type RegistryAccess } from './registry-access.js';
import { maySpeakPlain, type RegistryAnswer, RegistryHttp, type RegistryRequest } from './registry-http.js';
import { retryAfterSeconds } from './retry-after.js';

const MAX_SHORT_BYTES = 262_144;
const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });

export interface Asked {
  /** Below `/v2/`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly accept?: string;
  readonly maxBytes: number;
}

/** For what is asked of a manifest without its body. */
export interface HeadAsked extends Pick<Asked, 'path' | 'accept'> {
  /** Where the answer is still the one with this mark, the registry may say so: status 304. */
  readonly etag?: string;
}

/**
 * Speaks the registry API (OCI distribution specification) to one registry, for the length of one request. Answers
 * challenges with the credential, by Basic or by a token of the service that the registry names; without a credential
 * with an anonymous token. Nothing that it throws holds a secret.
 */
export class RegistryClient {
  readonly #http: RegistryHttp;
  #base?: URL;
  /** The last answer to a challenge, which most often serves the next request too. */
  #authorization?: string;

  constructor(
    fetcher: Pick<GuardedFetch, 'fetch'>,
    readonly access: RegistryAccess,
    private readonly hub: HubAddresses = HUB_ADDRESSES,
  ) {
    this.#http = new RegistryHttp(fetcher, access);
  }

  /**
   * Asks whether a registry answers, and whether it takes the credential.
   * @returns whether it is open to us: the credential was taken, or none is needed
   * @throws RoadsteadError `registry.wrong-credentials`, `registry.not-answering`, `registry.rate-limited`, `fetch.address-refused`
   */
  async ping(): Promise<boolean> {
    const { status } = await this.get({ path: '', maxBytes: MAX_SHORT_BYTES });
    if (status === 200) return true;
    if (this.access.credential === undefined) return false;
    throw this.#wrongCredentials();
  }

  /**
   * GET below `/v2/`. Statuses from 200 to 499 are for the caller to put in words.
   * @throws RoadsteadError `registry.wrong-credentials`, `registry.not-answering`, `registry.rate-limited`, `fetch.address-refused`
   */
  async get({ path, query, accept, maxBytes }: Asked): Promise<RegistryAnswer> {
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    return this.#ask(path, query, { headers, maxBytes });
  }

  /** HEAD below `/v2/`, as `get`. */
  async head({ path, accept, etag }: HeadAsked): Promise<RegistryAnswer> {
    const headers: Record<string, string> = {
      ...(accept !== undefined && { accept }),
      ...(etag !== undefined && { 'if-none-match': etag }),
    };
    return this.#ask(path, undefined, { method: 'HEAD', headers, maxBytes: MAX_SHORT_BYTES });
  }

  async #ask(path: string, query: URLSearchParams | undefined, request: RegistryRequest): Promise<RegistryAnswer> {
    this.#base ??= await this.#findBase();
    const url = new URL(`v2/${path}`, this.#base);
    if (query !== undefined) url.search = query.toString();
    const first = await this.#send(url, request);
    if (first.status !== 401) return first;
    const challenge = parseChallenge(first.header('www-authenticate'));
    this.#authorization = await this.#answerTo(challenge);
    if (this.#authorization === undefined) return first;
    const second = await this.#send(url, request);
    if (second.status === 401 && challenge?.scheme === 'basic') throw this.#wrongCredentials();
    return second;
  }

  /** GET of an address outside of the registry's API, as search has it, without the credential. */
  getElsewhere(url: URL, maxBytes: number): Promise<RegistryAnswer> {
    return this.#usable(this.#http.send(url, { maxBytes }));
  }

  /**
   * @param what for the error's words
   * @throws RoadsteadError `registry.not-answering` where it is not JSON of this shape
   */
  parse<T extends z.ZodType>({ body }: Pick<RegistryAnswer, 'body'>, schema: T, what: string): z.output<T> {
    const parsed = schema.safeParse(jsonOf(body));
    if (parsed.success) return parsed.data;
    throw this.#http.failure({ reason: `${what} cannot be understood` });
  }

  /** @throws RoadsteadError `registry.not-answering` where the bytes are not those that were asked for */
  requireDigest(found: Digest, wanted: string): void {
    if (found !== wanted) throw this.#http.failure({ reason: `what it sent for ${wanted} has the digest ${found}` });
  }

  /** Scheme and host. Where TLS need not be, HTTP is tried after HTTPS. */
  async #findBase(): Promise<URL> {
    if (this.access.address === DOCKER_HUB) return new URL(this.hub.registry);
    const secure = this.#addressOf('https');
    try {
      await this.#requireRegistry(secure);
      return secure;
    } catch (error) {
      if (!maySpeakPlain(error, this.access)) throw error;
    }
    const plain = this.#addressOf('http');
    await this.#requireRegistry(plain);
    return plain;
  }

  /** References take a name for a registry that is no address: `256.256.256.256`, or a port beyond the last. */
  #addressOf(scheme: 'http' | 'https'): URL {
    const text = `${scheme}://${this.access.address}/`;
    if (!URL.canParse(text)) throw this.#http.failure(reason('no-address'));
    return new URL(text);
  }

  async #requireRegistry(base: URL): Promise<void> {
    const { status, header } = await this.#send(new URL('v2/', base), { maxBytes: MAX_SHORT_BYTES });
    const isPage = /html/i.test(header('content-type') ?? '');
    if (status === 401 || (status === 200 && !isPage)) return;
    throw this.#http.failure(reason('not-a-registry', { status }));
  }

  #send(url: URL, request: RegistryRequest): Promise<RegistryAnswer> {
    const authorization = this.#authorization;
    const headers = authorization === undefined ? request.headers : { ...request.headers, authorization };
    return this.#usable(this.#http.send(url, { ...request, headers }));
  }

  /** @param who for the error's words */
  async #usable(coming: Promise<RegistryAnswer>, who = 'it'): Promise<RegistryAnswer> {
    const answer = await coming;
    if (answer.status === 429) {
      const retryAfter = retryAfterSeconds(answer.header('retry-after'));
      throw new RoadsteadError('registry.rate-limited', {
        registry: this.access.address,
        ...(retryAfter !== undefined && { retryAfter }),
      });
    }
    if (answer.status >= 500) throw this.#http.failure({ reason: `${who} answered with status ${answer.status}` });
    return answer;
  }

  async #answerTo(challenge: Challenge | undefined): Promise<string | undefined> {
    if (challenge === undefined) return undefined;
    return challenge.scheme === 'bearer' ? this.#token(challenge) : this.#basic();
  }

  #basic(): string | undefined {
    const { credential } = this.access;
    if (credential === undefined) return undefined;
    return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
  }

  /** A token from the service that the registry names. */
  async #token({ realm, service, scope }: Extract<Challenge, { scheme: 'bearer' }>): Promise<string | undefined> {
    const url = this.#tokenService(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    for (const each of scope?.split(' ') ?? []) url.searchParams.append('scope', each);
    if (this.access.credential !== undefined) url.searchParams.set('account', this.access.credential.username);
    const basic = this.#basic();
    const headers: Record<string, string> = basic === undefined ? {} : { authorization: basic };
    const answer = await this.#usable(
      this.#http.send(url, { headers, maxBytes: MAX_SHORT_BYTES }),
      'its token service',
    );
    if (answer.status >= 400) {
      if (basic === undefined) return undefined;
      throw this.#wrongCredentials();
    }
    const { token, access_token } = this.parse(answer, Token, 'what its token service answers');
    return token === undefined && access_token === undefined ? undefined : `Bearer ${token ?? access_token}`;
  }

  /** That it is reached by TLS is what keeps the password to those for whom it is. */
  #tokenService(realm: string): URL {
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    if (url?.protocol === 'https:' || (url?.protocol === 'http:' && mayBePlain(this.access))) return url;
    throw this.#http.failure(reason('plain-token-service'));
  }

  #wrongCredentials(): RoadsteadError {
    return new RoadsteadError('registry.wrong-credentials', { registry: this.access.address });
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
