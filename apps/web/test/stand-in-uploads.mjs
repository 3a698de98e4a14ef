import { randomUUID } from 'node:crypto';

const MAX_BYTES = 8 * 1024 ** 3;
const KEPT_HOURS = 24;

/** Uploads by tus, kept by their sizes alone. `breakAfter`: bytes after which the next PATCH is cut off. */
export function standInUploads(createdBy) {
  const uploads = new Map();
  const state = { breakAfter: /** @type {number | undefined} */ (undefined) };

  async function answer(request, response, id) {
    response.setHeader('tus-resumable', '1.0.0');
    const upload = uploads.get(id);
    if (request.method === 'POST') {
      const made = {
        id: randomUUID().replaceAll('-', ''),
        filename: metadataOf(request).filename,
        size: Number(request.headers['upload-length']),
        received: 0,
        createdBy,
        createdAt: new Date().toISOString(),
        expiresAt: new Date(Date.now() + KEPT_HOURS * 3_600_000).toISOString(),
      };
      uploads.set(made.id, made);
      return response.writeHead(201, { location: `/api/v1/uploads/${made.id}` }).end();
    }
    if (upload === undefined) return response.writeHead(404).end();
    if (request.method === 'DELETE') {
      uploads.delete(id);
      return response.writeHead(204).end();
    }
    // A browser sends a request that was cut off once more by itself.
    if (request.method === 'PATCH' && Number(request.headers['upload-offset']) !== upload.received)
      return response.writeHead(409).end();
    if (request.method === 'PATCH' && !(await receive(request, upload))) return;
    const headers = { 'upload-offset': upload.received, 'upload-length': upload.size, 'cache-control': 'no-store' };
    response.writeHead(request.method === 'HEAD' ? 200 : 204, headers).end();
  }

  /** @returns false: it was cut off, here or there */
  async function receive(request, upload) {
    try {
      for await (const chunk of request) {
        upload.received += chunk.length;
        if (state.breakAfter === undefined || upload.received <= state.breakAfter) continue;
        state.breakAfter = undefined;
        request.destroy();
        return false;
      }
    } catch {
      return false;
    }
    return true;
  }

  return {
    state,
    answer,
    list: () => [...uploads.values()],
    limits: { maxBytes: MAX_BYTES, keptHours: KEPT_HOURS },
  };
}

function metadataOf(request) {
  const pairs = (request.headers['upload-metadata'] ?? '').split(',').map((pair) => pair.split(' '));
  return Object.fromEntries(pairs.map(([name, value = '']) => [name, Buffer.from(value, 'base64').toString()]));
}
