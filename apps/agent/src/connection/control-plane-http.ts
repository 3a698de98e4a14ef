import { ErrorBody, RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS, ChallengeRequest, ChallengeResponse, EnrolRequest, EnrolResponse } from '@roadstead/protocol';
import { z } from 'zod';

const TIMEOUT_MS = 15_000;
const ErrorReply = z.object({ error: ErrorBody });

/** The two plain HTTP requests of the handshake. */
export class ControlPlaneHttp {
  constructor(private readonly url: string) {}

  /** @throws RoadsteadError the refusal of the control plane; any other error: it was not reached. */
  enrol(request: z.input<typeof EnrolRequest>): Promise<EnrolResponse> {
    return this.post(AGENT_PATHS.enrol, EnrolRequest.parse(request), EnrolResponse);
  }

  /** @throws RoadsteadError the refusal of the control plane; any other error: it was not reached. */
  async challenge(request: ChallengeRequest): Promise<string> {
    const { nonce } = await this.post(AGENT_PATHS.challenge, ChallengeRequest.parse(request), ChallengeResponse);
    return nonce;
  }

  private async post<T extends z.ZodType>(path: string, body: object, response: T): Promise<z.infer<T>> {
    const reply = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    }).catch((error: Error) => {
      throw new Error(`${this.url} does not answer: ${reasonOf(error)}`, { cause: error });
    });
    const text = await reply.text();
    if (reply.ok) return response.parse(parseJson(text));
    const refusal = ErrorReply.safeParse(parseJson(text));
    if (refusal.success) throw RoadsteadError.fromBody(refusal.data.error);
    throw new Error(`${this.url}${path} answers ${reply.status}, which no Roadstead control plane does`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch says only "fetch failed"; why stands in the cause. */
function reasonOf(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message || (cause as NodeJS.ErrnoException).code || error.message;
}
