import type { ContextFile, FileContent } from './context-files.js';
import type { ContextSpool } from './context-spool.js';
import { dataHead, END_OF_STATS, FIN_PACKET, readPacket, statPacket } from './filesync-packets.js';
import { GRPC, type GrpcCall, type MessageParts } from './grpc-call.js';

/** Files are sent so many at a time, as the docker command does, in pieces of this size. */
const AT_ONCE = 4;
const PIECE_BYTES = 128 * 1024;
/** Files that are told of in one go. */
const STATS_AT_ONCE = 256;
const NOTHING = new Uint8Array();

/**
 * `FileSync.DiffCopy`: tells of all files in their order, and sends those that the engine then asks for by their place in
 * that order.
 * @throws Error where the engine breaks it off
 */
export async function sendFiles(call: GrpcCall, spool: ContextSpool, files: readonly ContextFile[]): Promise<void> {
  await Promise.all([tellAll(call, files), serve(call, spool, files)]);
}

async function tellAll(call: GrpcCall, files: readonly ContextFile[]): Promise<void> {
  const paths = new Map<FileContent, string>();
  for (let from = 0; from < files.length; from += STATS_AT_ONCE) {
    const packets = files.slice(from, from + STATS_AT_ONCE).map((file): MessageParts => {
      if (file.type !== 'file') return [statPacket(file)];
      const sameAs = paths.get(file.content);
      if (sameAs === undefined) paths.set(file.content, file.path);
      return [statPacket(file, sameAs)];
    });
    await call.send(...packets);
  }
  await call.send([END_OF_STATS]);
}

async function serve(call: GrpcCall, spool: ContextSpool, files: readonly ContextFile[]): Promise<void> {
  const buffers = new Buffers();
  const send = async (id: number, content: FileContent) => {
    const buffer = await buffers.take();
    try {
      await sendFile(call, spool, { id, content, buffer });
    } finally {
      buffers.give(buffer);
    }
  };
  for await (const message of call.messages()) {
    const packet = readPacket(message);
    if (packet.type === 'error') throw new Error(packet.message);
    if (packet.type === 'fin') {
      await call.send([FIN_PACKET]);
      return;
    }
    if (packet.type !== 'request') continue;
    const { id } = packet;
    const file = files[id];
    if (file?.type !== 'file') throw new Error(`the engine asked for ${id}, which is no file`);
    const { content } = file;
    // A file that has still to come keeps none that is there from being sent.
    const sent = spool.has(content) ? send(id, content) : spool.arrival(content).then(() => send(id, content));
    // The engine waits for it until the call ends.
    sent.catch((error: Error) => call.end(GRPC.internal, error.message));
    await buffers.free();
  }
}

/** Of the files that are being sent at once. */
class Buffers {
  readonly #free = Array.from({ length: AT_ONCE }, (): Buffer => Buffer.allocUnsafe(PIECE_BYTES));
  readonly #waiting: (() => void)[] = [];

  /** Resolves when one may be had. */
  async free(): Promise<void> {
    while (this.#free.length === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async take(): Promise<Buffer> {
    for (;;) {
      const buffer = this.#free.pop();
      if (buffer !== undefined) return buffer;
      await this.free();
    }
  }

  give(buffer: Buffer): void {
    this.#free.push(buffer);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

interface Sending {
  readonly id: number;
  readonly content: FileContent;
  readonly buffer: Buffer;
}

async function sendFile(call: GrpcCall, spool: ContextSpool, { id, content, buffer }: Sending): Promise<void> {
  for (let from = 0; from < content.size; ) {
    const length = await spool.read(content, from, buffer);
    from += length;
    const piece: MessageParts = [dataHead(id, length), buffer.subarray(0, length)];
    await (from < content.size ? call.send(piece) : call.send(piece, [dataHead(id, 0)]));
  }
  if (content.size === 0) await call.send([dataHead(id, 0), NOTHING]);
}
