import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ErrorBody, RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS, CONTEXT_LIST_HEADER, ContextList, MAX_CONTEXT_LIST_BYTES } from '@roadstead/protocol';
import { z } from 'zod';
import { pause } from '../connection/pause.js';

/** Bytes that a job reads. */
export interface JobInput {
  /** Fails with `job.input-broken-off` when it breaks off. Destroying it ends the transfer. */
  readonly body: Readable;
  readonly mediaType: string;
  /** Bytes, where the control plane says so beforehand. */
  readonly size?: number;
  /** What the tar has in it, where that was asked for and the control plane says it. */
  readonly list?: ContextList;
}

export interface InputWishes {
  /** What a context has in it is wanted before its bytes. */
  readonly listFirst?: boolean;
}

/** A control plane that starts again is back within this many tries. */
const PAUSES_MS = [500, 2000, 5000] as const;

const KEEP_ALIVE_MS = 30_000;

/** What is read ahead of whoever reads: with little of it the two wait for each other at every piece. */
const BUFFER_BYTES = 256 * 1024;

const ErrorReply = z.object({ error: ErrorBody });

/** Fetches the inputs of jobs from the control plane. Nothing is gathered here: its body flows as fast as it is read. */
export class JobInputs {
  constructor(
    private readonly url: string,
    /** Name of this host, for messages. */
    private readonly host: string,
  ) {}

  /** @throws RoadsteadError as `JobContext.openInput` */
  async open(token: string | undefined, signal: AbortSignal, wishes: InputWishes = {}): Promise<JobInput> {
    if (token === undefined) throw new RoadsteadError('job.input-denied');
    for (const wait of PAUSES_MS) {
      try {
        return await this.fetch(token, signal, wishes);
      } catch (error) {
        if (signal.aborted || !(error instanceof RoadsteadError) || !error.retryable) throw error;
        await pause(wait, signal);
      }
    }
    return this.fetch(token, signal, wishes);
  }

  private async fetch(token: string, signal: AbortSignal, wishes: InputWishes): Promise<JobInput> {
    const answer = await this.ask(token, signal, wishes);
    const {
      'content-type': mediaType = '',
      'content-length': length,
      [CONTEXT_LIST_HEADER]: listBytes,
    } = answer.headers;
    if (answer.statusCode !== 200) throw await this.refusal(answer);
    const { head, rest } = listBytes === undefined ? {} : await this.head(answer, Number(listBytes));
    const body = new PassThrough({ highWaterMark: BUFFER_BYTES });
    if (rest !== undefined) body.write(rest);
    answer.once('error', (error) => body.destroy(this.brokenOff(error)));
    pipeline(answer, body, () => undefined);
    return {
      body,
      mediaType,
      ...(length !== undefined && { size: Number(length) }),
      ...(head !== undefined && { list: listIn(head) }),
    };
  }

  /** The first bytes of an answer, and those that came with them. */
  private async head(answer: IncomingMessage, length: number): Promise<{ head: Buffer; rest: Buffer }> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    try {
      if (!(length >= 0 && length <= MAX_CONTEXT_LIST_BYTES)) throw new Error(`it announced a list of ${length} bytes`);
      for await (const chunk of answer.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        pieces.push(chunk);
        bytes += chunk.length;
        if (bytes >= length) break;
      }
      if (bytes < length) throw new Error('it ended early');
    } catch (error) {
      answer.destroy();
      throw this.brokenOff(error as Error);
    }
    const all = Buffer.concat(pieces);
    return { head: all.subarray(0, length), rest: all.subarray(length) };
  }

  private async ask(token: string, signal: AbortSignal, { listFirst }: InputWishes): Promise<IncomingMessage> {
    const target = new URL(this.url + AGENT_PATHS.jobInput);
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const headers = { authorization: `Bearer ${token}`, ...(listFirst && { [CONTEXT_LIST_HEADER]: 'first' }) };
    const call = request(target, { agent: false, headers, signal });
    // While the answer is read, its own error is the one that counts.
    call.on('error', () => undefined);
    // A control plane that vanished without a word is found out also while it is silent.
    call.setSocketKeepAlive(true, KEEP_ALIVE_MS);
    call.end();
    try {
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      return answer;
    } catch (error) {
      throw this.brokenOff(error as Error);
    }
  }

  private async refusal(answer: IncomingMessage): Promise<RoadsteadError> {
    const words = await text(answer).catch(() => '');
    const reply = ErrorReply.safeParse(parseJson(words));
    if (reply.success) return RoadsteadError.fromBody(reply.data.error);
    return this.brokenOff(new Error(`it answered ${answer.statusCode}`));
  }

  private brokenOff(cause: Error): RoadsteadError {
    const reason = cause.message || (cause as NodeJS.ErrnoException).code || cause.name;
    return new RoadsteadError('job.input-broken-off', { host: this.host, reason }, { cause });
  }
}

/** Undefined where it is none: the bytes that follow tell the same, later. */
function listIn(json: Buffer): ContextList | undefined {
  return ContextList.safeParse(parseJson(json.toString('utf8'))).data;
}

function parseJson(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return undefined;
  }
}
