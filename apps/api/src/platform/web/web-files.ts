import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { contentSecurityPolicy, inlineScriptHashes } from '../http/security-headers.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.txt', '.svg', '.webmanifest']);
/** Files under it have their content's hash in their names. */
const IMMUTABLE = `_next${sep}static${sep}`;

export type Encoding = 'br' | 'gzip' | 'identity';

/** One file of the exported dashboard. Read when it is asked for; its compressed form is kept, for that takes long to make. */
export class WebFile {
  readonly type: string;
  readonly immutable: boolean;
  readonly isPage: boolean;
  readonly compressible: boolean;
  readonly etag: string;
  /** Of a page: exactly its own inline scripts may run. */
  readonly contentSecurityPolicy?: string;
  readonly #compressed = new Map<Encoding, Promise<Buffer>>();

  constructor(
    private readonly path: string,
    name: string,
  ) {
    const extension = extname(name);
    const content = readFileSync(path);
    this.type = TYPES[extension] ?? 'application/octet-stream';
    this.immutable = name.startsWith(IMMUTABLE);
    this.compressible = COMPRESSIBLE.has(extension) && content.length > 1024;
    this.etag = createHash('sha256').update(content).digest('base64url').slice(0, 22);
    this.isPage = extension === '.html';
    if (this.isPage) {
      this.contentSecurityPolicy = contentSecurityPolicy(inlineScriptHashes([content.toString('utf8')]));
    }
  }

  content(encoding: Encoding): Promise<Buffer> {
    if (encoding === 'identity') return Promise.resolve(readFileSync(this.path));
    const kept = this.#compressed.get(encoding) ?? compress(readFileSync(this.path), encoding);
    this.#compressed.set(encoding, kept);
    return kept;
  }
}

function compress(content: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(content, { level: 9 });
  return promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}

/** The exported dashboard by URL path. Only what was there at the start is ever served: no path leads elsewhere. */
export class WebFiles {
  readonly #files = new Map<string, WebFile>();

  constructor(directory: string) {
    for (const path of filesUnder(directory)) {
      const name = relative(directory, path);
      const file = new WebFile(path, name);
      for (const url of urlsOf(name)) this.#files.set(url, file);
    }
  }

  at(urlPath: string): WebFile | undefined {
    return this.#files.get(urlPath);
  }

  get notFound(): WebFile | undefined {
    return this.#files.get('/404');
  }
}

/** A page answers with and without a slash at the end, and without its extension. */
function urlsOf(name: string): string[] {
  const url = `/${name.split(sep).join('/')}`;
  if (!url.endsWith('.html')) return [url];
  const clean = url.replace(/\/index\.html$/, '').replace(/\.html$/, '');
  return [url, clean, `${clean}/`];
}

function filesUnder(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
