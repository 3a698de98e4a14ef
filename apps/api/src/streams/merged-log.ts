import { type LogLine, logLines } from './log-lines.js';

const LF = Buffer.from('\n');
/** Bytes that go out together. */
const BATCH_BYTES = 64 * 1024;

export interface NamedLog {
  /** As it stands before each of its lines. */
  readonly label: string;
  readonly body: AsyncIterable<Buffer>;
}

interface Head {
  readonly label: string;
  readonly lines: AsyncGenerator<LogLine>;
  line: LogLine;
}

/**
 * Several logs as one text in the order of their moments: of each no more than its next line is held. Lines of one log
 * stay in their order also where their moments do not.
 */
export async function* mergedText(logs: readonly NamedLog[]): AsyncGenerator<Buffer> {
  const heads: Head[] = [];
  for (const { label, body } of logs) {
    const lines = logLines(body);
    const { value } = await lines.next();
    if (value !== undefined) heads.push({ label, lines, line: value });
  }
  let batch: Buffer[] = [];
  let bytes = 0;
  while (heads.length > 0) {
    const index = oldest(heads);
    const head = heads[index] as Head;
    const text = Buffer.from(`${head.line.at} ${head.label} ${head.line.stream} `);
    batch.push(text, head.line.text, LF);
    bytes += text.length + head.line.text.length + 1;
    if (bytes > BATCH_BYTES) {
      yield Buffer.concat(batch);
      batch = [];
      bytes = 0;
    }
    const { value } = await head.lines.next();
    if (value === undefined) heads.splice(index, 1);
    else head.line = value;
  }
  yield Buffer.concat(batch);
}

function oldest(heads: readonly Head[]): number {
  let index = 0;
  for (let other = 1; other < heads.length; other += 1) {
    if ((heads[other]?.line.at ?? '') < (heads[index]?.line.at ?? '')) index = other;
  }
  return index;
}
