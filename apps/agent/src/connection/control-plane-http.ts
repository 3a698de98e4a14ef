import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { ErrorBody, RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS, ChallengeRequest, ChallengeResponse, EnrolRequest, EnrolResponse } from '@roadstead/protocol';
import { z } from 'zod';

const TIMEOUT_MS = 15_000;
const ErrorReply = z.object({ error: ErrorBody });

/** The two plain HTTP requests of the handshake. */
export class ControlPlaneHttp {
  constructor(private readonly url: string) {}

  /** @throws RoadsteadError the refusal of the control plane; any other error: it was not reached. */
  enrol(request: z.input<typeof EnrolRequest>, signal: AbortSignal): Promise<EnrolResponse> {
    return this.post(AGENT_PATHS.enrol, EnrolRequest.parse(request), EnrolResponse, signal);
  }

  /** @throws RoadsteadError the refusal of the control plane; any other error: it was not reached. */
  async challenge(request: ChallengeRequest, signal: AbortSignal): Promise<string> {
    const body = ChallengeRequest.parse(request);
    const { nonce } = await this.post(AGENT_PATHS.challenge, body, ChallengeResponse, signal);
    return nonce;
  }

  private async post<T extends z.ZodType>(
    path: string,
    body: object,
    response: T,
    signal: AbortSignal,
  ): Promise<z.infer<T>> {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const { status, text } = await postJson(new URL(this.url + path), body, ending).catch((error: Error) => {
      throw new Error(`${this.url} does not answer: ${reasonOf(error)}`, { cause: error });
    });
    if (status === 200 || status === 201) return response.parse(parseJson(text));
    const refusal = ErrorReply.safeParse(parseJson(text));
    if (refusal.success) throw RoadsteadError.fromBody(refusal.data.error);
    throw new Error(`${this.url}${path} answers ${status}, which no Roadstead control plane does`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Some errors of a connect have a code and no words. */
function reasonOf(error: Error): string {
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}

/** Without fetch, which costs a process a dozen MiB once it is used. A redirect is an answer like any other. */
async function postJson(
  target: URL,
  body: object,
  signal: AbortSignal,
): Promise<{ status: number | undefined; text: string }> {
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const call = request(target, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json' },
    signal,
  });
  // While the answer is read, its own error is the one that counts.
  call.on('error', () => undefined);
  call.end(JSON.stringify(body));
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, text: await readText(answer) };
}
