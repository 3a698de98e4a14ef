import { FRAME_HEADER_BYTES, FRAME_KIND, LOG_MOMENT_LENGTH, type LogNotice } from '@roadstead/protocol';

const LF = 10;
/** The engine cuts a line into entries of so many bytes. */
const ENTRY_BYTES = 16 * 1024;
/** No entry is longer; more is not a log. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/** Before the text of an entry. */
const STAMP_BYTES = LOG_MOMENT_LENGTH + 1;
const NONE = Buffer.alloc(0);

/** Cuts bytes, however they come, into runs of whole frames. */
export interface Framer {
  /** @throws Error when it is not a log */
  take(bytes: Buffer): Buffer;
  /** What is left at the end of the log, as frames. */
  end(): Buffer;
}

/** For a log that the engine has framed. A frame that is not whole yet waits for its rest. */
export class FrameCutter implements Framer {
  #rest = NONE;

  take(bytes: Buffer): Buffer {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (all.length - at >= FRAME_HEADER_BYTES) {
      const length = all.readUInt32BE(at + 4);
      if ((all[at] as number) > FRAME_KIND.engineError || length > MAX_FRAME_BYTES) throw notALog();
      if (all.length - at - FRAME_HEADER_BYTES < length) break;
      at += FRAME_HEADER_BYTES + length;
    }
    // The rest is copied, so that the bytes that are handed out are not held by it.
    this.#rest = at === all.length ? NONE : Buffer.from(all.subarray(at));
    return all.subarray(0, at);
  }

  end(): Buffer {
    if (this.#rest.length > 0) throw notALog();
    return NONE;
  }
}

/** Frames the log of a terminal, whose entries the engine only writes one after another. */
export class TerminalFramer implements Framer {
  #rest = NONE;

  take(bytes: Buffer): Buffer {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames: Buffer[] = [];
    let at = 0;
    for (;;) {
      const feed = all.indexOf(LF, at);
      const whole = at + STAMP_BYTES + ENTRY_BYTES;
      if (feed >= 0 && feed < whole) at = addFrame(frames, all, at, feed + 1);
      else if (all.length > whole) at = addFrame(frames, all, at, whole);
      else break;
    }
    this.#rest = Buffer.from(all.subarray(at));
    return Buffer.concat(frames);
  }

  end(): Buffer {
    const frames: Buffer[] = [];
    if (this.#rest.length > 0) addFrame(frames, this.#rest, 0, this.#rest.length);
    this.#rest = NONE;
    return Buffer.concat(frames);
  }
}

function addFrame(frames: Buffer[], bytes: Buffer, from: number, to: number): number {
  frames.push(header(FRAME_KIND.stdout, to - from), bytes.subarray(from, to));
  return to;
}

function header(kind: number, length: number): Buffer {
  const bytes = Buffer.alloc(FRAME_HEADER_BYTES);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt32BE(length, 4);
  return bytes;
}

export function noticeFrame(notice: LogNotice): Buffer {
  const payload = Buffer.from(JSON.stringify(notice));
  return Buffer.concat([header(FRAME_KIND.notice, payload.length), payload]);
}

/** Where a frame's payload lies in a run of whole frames. */
export interface FrameView {
  kind: number;
  /** Of the frame. */
  at: number;
  /** Of its payload. */
  from: number;
  to: number;
}

/** Steps to the frame after `view.to`. @returns false at the end of the run */
export function nextFrame(run: Buffer, view: FrameView): boolean {
  if (view.to >= run.length) return false;
  view.at = view.to;
  view.kind = run[view.at] as number;
  view.from = view.at + FRAME_HEADER_BYTES;
  view.to = view.from + run.readUInt32BE(view.at + 4);
  return true;
}

/** Lines that end in a run: an entry without a line feed goes on in the next. */
export function countLines(run: Buffer): number {
  const view: FrameView = { kind: 0, at: 0, from: 0, to: 0 };
  let lines = 0;
  while (nextFrame(run, view)) if (run[view.to - 1] === LF && view.to > view.from) lines += 1;
  return lines;
}

/** The moment of an entry; moments compare as text. */
export function momentOf(run: Buffer, { from }: FrameView): string {
  return momentAt(run, from);
}

export function momentAt(run: Buffer, from: number): string {
  return run.toString('latin1', from, from + LOG_MOMENT_LENGTH);
}

function notALog(): Error {
  return new Error('the engine sent something that is not in the format of its logs');
}
