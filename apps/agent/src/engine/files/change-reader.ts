import type { ChangeKind, FileChange } from '@roadstead/domain';
import { z } from 'zod';

/** Docker's own numbers. */
const KINDS: readonly ChangeKind[] = ['changed', 'added', 'deleted'];

const EngineChange = z.object({ Path: z.string(), Kind: z.number().int().min(0).max(2) });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Reads the engine's array of changes object by object as it comes: it may have a million. */
export class ChangeReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws SyntaxError, ZodError where it is no such array */
  read(chunk: Buffer): FileChange[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const changes: FileChange[] = [];
    let start = -1;
    let isInString = false;
    let readTo = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (isInString) {
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (byte === OPEN) start = at;
      else if (byte === CLOSE && start >= 0) {
        changes.push(toChange(bytes.toString('utf8', start, at + 1)));
        readTo = at + 1;
        start = -1;
      }
    }
    this.#rest = start >= 0 ? bytes.subarray(Math.max(readTo, start)) : Buffer.alloc(0);
    return changes;
  }
}

function toChange(json: string): FileChange {
  const { Path, Kind } = EngineChange.parse(JSON.parse(json));
  return { path: Path, kind: KINDS[Kind] ?? 'changed' };
}
