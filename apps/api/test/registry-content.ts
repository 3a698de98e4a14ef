import { createHash } from 'node:crypto';

const OCI = 'application/vnd.oci.image';
const MANIFEST = `${OCI}.manifest.v1+json`;
const INDEX = `${OCI}.index.v1+json`;

/** One platform of an image that is put together by hand. */
export interface HandMadePlatform {
  os?: string;
  architecture: string;
  variant?: string;
  /** What made each layer, bottom first, and what is in it: any bytes will do, for nobody unpacks them. */
  layers: { createdBy: string; bytes: string }[];
}

export interface PushedPlatform {
  manifest: string;
  config: string;
  diffIds: string[];
}

export function sha256(data: string | Buffer): string {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

/** Puts images into a real registry by its API, without an engine. */
export class RegistryContent {
  /** @param base `http://host:port` @param authorization where the registry asks for one */
  constructor(
    private readonly base: string,
    private readonly authorization?: string,
  ) {}

  async image(repository: string, tag: string, platform: HandMadePlatform): Promise<PushedPlatform> {
    const built = await this.#build(repository, platform);
    await this.#put(`${repository}/manifests/${tag}`, built.body, MANIFEST);
    return built;
  }

  /** As buildx pushes: an index of platforms, each with an attestation beside it. */
  async multiPlatform(repository: string, tag: string, platforms: HandMadePlatform[]): Promise<PushedPlatform[]> {
    const pushed: PushedPlatform[] = [];
    const entries: object[] = [];
    for (const platform of platforms) {
      const { os = 'linux', architecture, variant } = platform;
      const built = await this.#build(repository, platform);
      await this.#put(`${repository}/manifests/${built.manifest}`, built.body, MANIFEST);
      pushed.push(built);
      entries.push({ ...descriptor(MANIFEST, built.body), platform: { os, architecture, variant } });
      entries.push(await this.#attestation(repository, built.manifest));
    }
    await this.#put(`${repository}/manifests/${tag}`, index(entries), INDEX);
    return pushed;
  }

  /** A chart, a signature or the like: in the shape of an image, and none. */
  async artifact(repository: string, tag: string, mediaType: string): Promise<void> {
    const config = await this.#blob(repository, '{"chart":1}');
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { ...config, mediaType },
      layers: [],
    });
    await this.#put(`${repository}/manifests/${tag}`, body, MANIFEST);
  }

  async #attestation(repository: string, of: string): Promise<object> {
    const unknown = { os: 'unknown', architecture: 'unknown', layers: [{ createdBy: '', bytes: `in-toto of ${of}` }] };
    const { body, manifest } = await this.#build(repository, unknown);
    await this.#put(`${repository}/manifests/${manifest}`, body, MANIFEST);
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': of };
    return { ...descriptor(MANIFEST, body), annotations, platform: { os: 'unknown', architecture: 'unknown' } };
  }

  async #build(repository: string, { os = 'linux', architecture, variant, layers }: HandMadePlatform) {
    const diffIds = layers.map(({ bytes }) => sha256(`diff ${bytes}`));
    const history = layers.flatMap(({ createdBy }) => [
      { created_by: createdBy },
      { created_by: `LABEL after=${createdBy}`, empty_layer: true },
    ]);
    const created = '2026-03-01T10:00:00Z';
    const rootfs = { type: 'layers', diff_ids: diffIds };
    const configBody = JSON.stringify({ os, architecture, variant, created, rootfs, history, config: {} });
    const config = await this.#blob(repository, configBody, `${OCI}.config.v1+json`);
    const stored = [];
    for (const { bytes } of layers) stored.push(await this.#blob(repository, bytes, `${OCI}.layer.v1.tar+gzip`));
    const body = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: stored });
    return { body, manifest: sha256(body), config: sha256(configBody), diffIds };
  }

  async #blob(repository: string, bytes: string, mediaType = 'application/octet-stream') {
    const begun = await this.#send('POST', `${repository}/blobs/uploads/`);
    const target = new URL(begun.headers.get('location') ?? '', this.base);
    target.searchParams.set('digest', sha256(bytes));
    await this.#send('PUT', target.href, bytes, 'application/octet-stream');
    return descriptor(mediaType, bytes);
  }

  async #put(path: string, body: string, type: string): Promise<void> {
    await this.#send('PUT', path, body, type);
  }

  async #send(method: string, path: string, body?: string, type?: string): Promise<Response> {
    const headers: Record<string, string> = {
      ...(this.authorization === undefined ? {} : { authorization: this.authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    const response = await fetch(new URL(path, `${this.base}/v2/`), { method, headers, body });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

function descriptor(mediaType: string, body: string) {
  return { mediaType, digest: sha256(body), size: Buffer.byteLength(body) };
}

function index(manifests: object[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
}
