import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { HostId, JobId } from '@roadstead/domain';
import { Counter } from '@roadstead/protocol';
import { z } from 'zod';
import { CONFIG, type Config } from '../platform/config/config.js';

const KEY_BYTES = 32;
/** Another layout of the token would get another number. */
const PURPOSE = 'roadstead/job-input-token/1';
const PARTS = 4;

const InputClaim = z.object({ jobId: JobId, attempt: z.coerce.number().pipe(Counter), hostId: HostId });
/** What a token stands for: the bytes that one attempt of a job reads, on one host. */
export type InputClaim = z.infer<typeof InputClaim>;

/**
 * Bearer tokens with which agents fetch what their jobs read. Stateless: any API process reads what another has issued,
 * and there is nothing to store or to expire. See docs/decisions, 0012.
 *
 * INVARIANT: a token alone is no permission. Whoever serves the bytes also asks Postgres whether that attempt is running
 * on that host now.
 */
@Injectable()
export class InputTokens {
  readonly #key: Buffer;

  constructor(@Inject(CONFIG) { secretKey }: Pick<Config, 'secretKey'>) {
    this.#key = Buffer.from(hkdfSync('sha256', secretKey, Buffer.alloc(0), PURPOSE, KEY_BYTES));
  }

  /** @returns at most 200 characters that need no escape in a header */
  issue({ jobId, attempt, hostId }: InputClaim): string {
    const claim = `${jobId}.${attempt}.${hostId}`;
    return `${claim}.${this.#seal(claim)}`;
  }

  /** @returns undefined for what `issue` has not made under this key */
  read(token: string): InputClaim | undefined {
    const parts = token.split('.');
    if (parts.length !== PARTS) return undefined;
    const [jobId, attempt, hostId, seal = ''] = parts;
    if (!equal(seal, this.#seal(`${jobId}.${attempt}.${hostId}`))) return undefined;
    return InputClaim.safeParse({ jobId, attempt, hostId }).data;
  }

  #seal(claim: string): string {
    return createHmac('sha256', this.#key).update(claim).digest('base64url');
  }
}

/** Takes as long for a near miss as for any other text of that length. */
function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
