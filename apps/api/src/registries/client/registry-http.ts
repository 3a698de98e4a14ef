import { type Reason, RoadsteadError, reason, reasonIn, withAdvice } from '@roadstead/domain';
import type { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import { readBounded } from '../../platform/fetch/read-bounded.js';
import { mayBePlain, type RegistryAccess } from './registry-access.js';

/** For one exchange, to the last byte of the answer. */
const DEADLINE_MS = 15_000;
const TLS_FAILURES = /^(?:EPROTO|ERR_SSL_\w+)$/;
const CERTIFICATE_FAILURES = /CERT|VERIFY/;
/** Codes with which a port that speaks no HTTPS answers, or does not. */
const MAYBE_PLAIN = /^(?:EPROTO|ERR_SSL_\w+|ECONNREFUSED|ECONNRESET)$/;

/** An answer of a registry, its body whole. */
export interface RegistryAnswer {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: Buffer;
}

export interface RegistryRequest {
  /** @default GET */
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** A longer body is an error. */
  readonly maxBytes: number;
}

/** Exchanges with a registry, and with the token service it names, over guarded fetches. */
export class RegistryHttp {
  constructor(
    private readonly fetcher: Pick<GuardedFetch, 'fetch'>,
    private readonly access: RegistryAccess,
    private readonly deadlineMs = DEADLINE_MS,
  ) {}

  /** @throws RoadsteadError `registry.not-answering` with the reason in words, `fetch.address-refused` */
  async send(url: URL, request: RegistryRequest): Promise<RegistryAnswer> {
    const deadline = AbortSignal.timeout(this.deadlineMs);
    try {
      return await unlessAborted(this.#exchange(url, request, deadline), deadline);
    } catch (error) {
      if (deadline.aborted) throw this.failure(reason('took-too-long', { seconds: this.deadlineMs / 1000 }), error);
      if (!(error instanceof RoadsteadError) || error.code !== 'fetch.failed') throw error;
      throw this.failure(this.#withAdvice(error), error);
    }
  }

  async #exchange(
    url: URL,
    { method, headers, maxBytes }: RegistryRequest,
    signal: AbortSignal,
  ): Promise<RegistryAnswer> {
    const allowInsecureTls = this.access.insecure;
    const answer = await this.fetcher.fetch(url.href, {
      method,
      headers,
      allowInsecureTls,
      silenceMs: this.deadlineMs,
      signal,
    });
    return {
      url: new URL(answer.url),
      status: answer.status,
      header: (name) => answer.headers[name]?.toString(),
      body: await readBounded(answer.body, maxBytes, url.origin),
    };
  }

  failure(why: Reason, cause?: unknown): RoadsteadError {
    return new RoadsteadError('registry.not-answering', { ...why, registry: this.access.address }, { cause });
  }

  #withAdvice(error: RoadsteadError): Reason {
    const code = connectionCode(error);
    const why = reasonIn(error.detail);
    if (TLS_FAILURES.test(code)) return withAdvice(why, 'try-insecure');
    return CERTIFICATE_FAILURES.test(code) ? withAdvice(why, 'trust-or-insecure') : why;
  }
}

/** The signal ends the wait even where the work does not heed it: to look up a name can take a minute. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** Whether a registry that could not be reached by HTTPS may be tried by HTTP. */
export function maySpeakPlain(error: unknown, access: RegistryAccess): boolean {
  return mayBePlain(access) && MAYBE_PLAIN.test(connectionCode(error));
}

/** Node's or OpenSSL's code of what went wrong, which lies behind the words. */
function connectionCode(error: unknown): string {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  const behind = cause ?? errors?.[0];
  if (behind !== undefined) return connectionCode(behind);
  return typeof code === 'string' ? code : '';
}
