import { FRAME_HEADER_BYTES, FRAME_KIND, LOG_MOMENT_LENGTH } from '@roadstead/protocol';

const LF = 10;
/** A longer line goes on in pieces, each as a line of its own with the same moment. */
const MAX_LINE_BYTES = 1024 * 1024;
/** No agent sends a longer frame. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

export interface LogLine {
  /** RFC 3339 of fixed length: moments compare as text. */
  readonly at: string;
  readonly stream: 'stdout' | 'stderr';
  /** Without its line feed. */
  readonly text: Buffer;
}

interface Open {
  at: string;
  pieces: Buffer[];
  length: number;
}

/** The lines of a log in frames (libs/protocol, log-frames.ts). @throws Error when it is no such log */
export async function* logLines(body: AsyncIterable<Buffer>): AsyncGenerator<LogLine> {
  const open = new Map<number, Open>();
  for await (const { kind, payload } of frames(body)) {
    if (kind !== FRAME_KIND.stdout && kind !== FRAME_KIND.stderr) continue;
    const at = payload.toString('latin1', 0, LOG_MOMENT_LENGTH);
    const text = payload.subarray(LOG_MOMENT_LENGTH + 1);
    const line = open.get(kind) ?? { at, pieces: [], length: 0 };
    const isWhole = text.at(-1) === LF;
    line.pieces.push(isWhole ? text.subarray(0, -1) : text);
    line.length += text.length;
    if (isWhole || line.length > MAX_LINE_BYTES) {
      open.delete(kind);
      yield lineOf(kind, line);
    } else open.set(kind, line);
  }
  for (const [kind, line] of open) yield lineOf(kind, line);
}

function lineOf(kind: number, { at, pieces }: Open): LogLine {
  return { at, stream: kind === FRAME_KIND.stderr ? 'stderr' : 'stdout', text: Buffer.concat(pieces) };
}

async function* frames(body: AsyncIterable<Buffer>): AsyncGenerator<{ kind: number; payload: Buffer }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = bytes.readUInt32BE(at + 4);
      if (length > MAX_FRAME_BYTES) throw new Error('a frame of a log is longer than any');
      const end = at + FRAME_HEADER_BYTES + length;
      if (end > bytes.length) break;
      yield { kind: bytes.readUInt8(at), payload: bytes.subarray(at + FRAME_HEADER_BYTES, end) };
      at = end;
    }
    rest = bytes.subarray(at);
  }
  if (rest.length > 0) throw new Error('a log broke off within a line');
}
