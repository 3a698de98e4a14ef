import { createHash } from 'node:crypto';
import type { ContextFacts } from '@roadstead/contract';
import { Digest } from '@roadstead/domain';
import type { TarHeader } from '../archive/tar-entries.js';

const PERMISSIONS = 0o7777;
/** Of a SHA-256 in base64url. */
const DIGEST_LENGTH = 43;

type Described = Pick<TarHeader, 'name' | 'type'> & Partial<Pick<TarHeader, 'mode' | 'linkname' | 'pax'>>;

/** Takes the bytes of an entry, in their order. */
export interface EntryContent {
  readonly update: (chunk: Buffer) => void;
  readonly end: () => void;
}

/**
 * The digest of a build's context, made on the way while it is sent.
 *
 * It covers path, type, permissions, link, extended attributes and bytes of each entry that the engine gets, in the order of
 * their paths. It leaves out what says nothing of the files and differs between two archives of the same folder: times,
 * owners, which are all root, and the order of the archive. Where a path comes twice, the order of the two counts.
 */
export class ContextDigest {
  /** Path, position and the rest, each as text of a fixed length. */
  readonly #entries: string[] = [];
  #bytes = 0;

  /** @param header as it is sent */
  add(header: Described, content: Buffer = Buffer.alloc(0)): void {
    const hash = createHash('sha256').update(content).digest('hex');
    this.#keep(header, content.length, hash);
  }

  /** For an entry whose bytes come in pieces: it counts once `end` is called. */
  content(header: Described): EntryContent {
    const hash = createHash('sha256');
    let bytes = 0;
    return {
      update: (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
      },
      end: () => this.#keep(header, bytes, hash.digest('hex')),
    };
  }

  facts(): ContextFacts {
    const hash = createHash('sha256');
    for (const entry of this.#entries.sort())
      hash.update(entry.slice(0, DIGEST_LENGTH)).update(entry.slice(-DIGEST_LENGTH));
    const digest = Digest.parse(`sha256:${hash.digest('hex')}`);
    return { digest, files: this.#entries.length, bytes: this.#bytes };
  }

  /** A digest for each, so that half a million of them take some tens of megabytes, whatever their paths. */
  #keep({ name, type, mode = 0, linkname, pax }: Described, bytes: number, content: string): void {
    const attributes = Object.entries(pax ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const facts = [type ?? 'file', mode & PERMISSIONS, linkname ?? '', attributes, content];
    const path = createHash('sha256').update(name).digest('base64url');
    const entry = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
    const position = String(this.#entries.length).padStart(7, '0');
    this.#entries.push(`${path} ${position} ${entry}`);
    this.#bytes += bytes;
  }
}
