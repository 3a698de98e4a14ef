import { invalidArchive } from '../../archive-errors.js';

/** Where the bytes of a file are in the kept archive. */
export interface ContentPlace {
  /** Of the first byte; undefined while the file has not come. */
  offset?: number;
  /** Whether all of them are on the disk. */
  isThere: boolean;
}

/** What a path and its hard links share: the same object is the same file. */
export interface FileContent {
  /** Permissions with the three bits above them, as in a tar. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly place: ContentPlace;
  readonly size: number;
  readonly xattrs: Readonly<Record<string, string>>;
}

interface Common {
  readonly path: string;
}

export type ContextFile = Common &
  (
    | { readonly type: 'file'; readonly content: FileContent }
    | { readonly type: 'folder'; readonly mode: number; readonly mtime: number }
    | { readonly type: 'link'; readonly mtime: number; readonly target: string }
  );

/** What a tar, or the list before it, says of an entry, and where its bytes are. */
export interface ContextHeader {
  readonly name: string;
  readonly type?: string | null;
  readonly mode?: number;
  readonly mtime?: Date;
  readonly size?: number;
  readonly linkname?: string | null;
  readonly pax?: Readonly<Record<string, string>> | null;
  readonly place: ContentPlace;
}

const XATTR = 'SCHILY.xattr.';
const FOLDER_MODE = 0o755;
/** Of Linux: what is beyond them leads nowhere. */
const MAX_LINKS = 40;
const MAX_PATH = 4096;

/** The files of a build's context as they would lie in a folder into which its archive is unpacked. */
export class ContextFiles {
  readonly #files = new Map<string, ContextFile>();
  /** Paths of what lies directly in each folder. */
  readonly #inFolder = new Map<string, Set<string>>();
  #sorted: readonly ContextFile[] | undefined;

  /** Takes the next entry. @throws RoadsteadError `archive.invalid` where it cannot lie there */
  add(header: ContextHeader): void {
    const path = plainPath(header.name);
    if (path === '') return;
    this.#addFolders(path);
    const file = this.#fileOf(path, header);
    const before = this.#files.get(path);
    if (before?.type === 'folder' && file.type !== 'folder') this.#removeBelow(path);
    this.#put(file);
    this.#sorted = undefined;
  }

  get(path: string): ContextFile | undefined {
    return this.#files.get(path);
  }

  /** Paths of what lies directly in a folder; the context itself is the empty path. */
  inFolder(folder: string): readonly string[] {
    return [...(this.#inFolder.get(folder) ?? [])];
  }

  /** All of them in the order in which a folder is walked: by the bytes of their names, each folder before what is in it. */
  inOrder(): readonly ContextFile[] {
    this.#sorted ??= [...this.#files.values()]
      .map((file) => ({ file, key: walkKey(file.path) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ file }) => file);
    return this.#sorted;
  }

  /** What a path is, links followed. */
  resolve(path: string): FileContent | undefined {
    const { end } = this.follow(path);
    const file = end === undefined ? undefined : this.#files.get(end);
    return file?.type === 'file' ? file.content : undefined;
  }

  /** The links on the way of a path, and where it ends, which need not be there; without an end where they lead on and on. */
  follow(path: string): { readonly links: readonly string[]; readonly end?: string } {
    const links: string[] = [];
    let at = plainPath(path);
    while (links.length < MAX_LINKS && at.length < MAX_PATH) {
      const { link, rest } = this.#firstLink(at);
      if (link === undefined) return { links, end: at };
      links.push(link.path);
      at = plainPath(`${reached(link.path, link.target)}/${rest}`);
    }
    return { links };
  }

  #firstLink(path: string) {
    const parts = path.split('/');
    for (let end = 1; end <= parts.length; end += 1) {
      const link = this.#files.get(parts.slice(0, end).join('/'));
      if (link?.type === 'link') return { link, rest: parts.slice(end).join('/') };
    }
    return { rest: '' };
  }

  #fileOf(path: string, header: ContextHeader): ContextFile {
    const { type, mode = 0, linkname, place, size = 0, pax } = header;
    const mtime = Math.floor((header.mtime?.getTime() ?? 0) / 1000);
    if (type === 'directory') return { path, type: 'folder', mode, mtime };
    if (type === 'symlink') return { path, type: 'link', mtime, target: linkname ?? '' };
    if (type === 'link') return this.#hardLink(path, linkname ?? '');
    const xattrs = Object.entries(pax ?? {}).filter(([key]) => key.startsWith(XATTR));
    const named = Object.fromEntries(xattrs.map(([key, value]) => [key.slice(XATTR.length), value]));
    return { path, type: 'file', content: { mode, mtime, place, size, xattrs: named } };
  }

  #hardLink(path: string, target: string): ContextFile {
    const file = this.#files.get(plainPath(target));
    if (file === undefined || file.type === 'folder') {
      throw invalidArchive(`${path} is a hard link to ${target}, which is no file before it`);
    }
    return { ...file, path };
  }

  /** An archive need not name the folders of its files. */
  #addFolders(path: string): void {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      const there = this.#files.get(folder);
      if (there?.type === 'folder') return;
      if (there !== undefined) throw invalidArchive(`${folder} is a file, and ${path} lies in it`);
      this.#put({ path: folder, type: 'folder', mode: FOLDER_MODE, mtime: 0 });
    }
  }

  #removeBelow(folder: string): void {
    const folders = [folder];
    for (let each = folders.pop(); each !== undefined; each = folders.pop()) {
      for (const path of this.#inFolder.get(each) ?? []) {
        this.#files.delete(path);
        folders.push(path);
      }
      this.#inFolder.delete(each);
    }
  }

  #put(file: ContextFile): void {
    const { path } = file;
    this.#files.set(path, file);
    const folder = folderOf(path);
    const within = this.#inFolder.get(folder);
    if (within === undefined) this.#inFolder.set(folder, new Set([path]));
    else within.add(path);
  }
}

/** Without what says nothing, and without climbing out of the context. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Where a symbolic link leads, from the root of the context. */
function reached(link: string, target: string): string {
  return plainPath(target.startsWith('/') ? target : `${link}/../${target}`);
}

/** A slash comes before every other character of a path. */
function walkKey(path: string): string {
  return Buffer.from(path).toString('latin1').replaceAll('/', '\0');
}
