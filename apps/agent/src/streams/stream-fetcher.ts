import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';

const KEEP_ALIVE_MS = 30_000;

/** Fetches byte streams from the control plane by one-time tickets. They flow as fast as they are read. */
export class StreamFetcher {
  constructor(
    private readonly url: string,
    /** Name of this host, for messages. */
    private readonly host: string,
  ) {}

  /** @throws RoadsteadError `stream.broken-off`, with which also the bytes break off */
  async open(ticket: string, signal: AbortSignal): Promise<Readable> {
    const target = new URL(this.url + AGENT_PATHS.stream);
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const call = request(target, { agent: false, headers: { authorization: `Bearer ${ticket}` }, signal });
    // While the answer is read, its own error is the one that counts.
    call.on('error', () => undefined);
    call.setSocketKeepAlive(true, KEEP_ALIVE_MS);
    call.end();
    const brokenOff = (cause: Error) => new RoadsteadError('stream.broken-off', { host: this.host }, { cause });
    try {
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      if (answer.statusCode !== 200) {
        answer.resume();
        throw new Error(`it answered ${answer.statusCode}`);
      }
      const body = new PassThrough();
      answer.once('error', (error) => body.destroy(brokenOff(error)));
      pipeline(answer, body, () => undefined);
      return body;
    } catch (error) {
      throw brokenOff(error as Error);
    }
  }
}
