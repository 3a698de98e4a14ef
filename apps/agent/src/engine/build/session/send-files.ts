import type { ContextFile, FileContent } from './context-files.js';
import type { ContextSpool } from './context-spool.js';
import { dataHead, END_OF_STATS, FIN_PACKET, readPacket, statPacket } from './filesync-packets.js';
import type { GrpcCall, MessageParts } from './grpc-call.js';

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
  const free = Array.from({ length: AT_ONCE }, () => Buffer.allocUnsafe(PIECE_BYTES));
  const sending = new Set<Promise<void>>();
  for await (const message of call.messages()) {
    const packet = readPacket(message);
    if (packet.type === 'error') throw new Error(packet.message);
    if (packet.type === 'fin') {
      await call.send([FIN_PACKET]);
      return;
    }
    if (packet.type !== 'request') continue;
    const file = files[packet.id];
    if (file?.type !== 'file') throw new Error(`the engine asked for ${packet.id}, which is no file`);
    const buffer = free.pop() ?? Buffer.alloc(0);
    const sent = sendFile(call, spool, { id: packet.id, content: file.content, buffer }).finally(() => {
      free.push(buffer);
      sending.delete(sent);
    });
    sending.add(sent);
    // One that fails is seen here, or by whoever waits for all.
    sent.catch(() => undefined);
    if (free.length === 0) await Promise.race(sending);
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
