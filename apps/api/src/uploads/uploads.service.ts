import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { CurrentUser, Upload, UploadLimits } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { UploadsConfig } from '../platform/config/uploads-config.js';
import { storableText } from '../platform/database/storable.js';
import { byteWords } from './byte-words.js';
import { openUploadStore } from './open-upload-store.js';
import { ignoreMissing, type UploadStore } from './upload-store.js';
import { type StoredUpload, type TakenRoom, UploadsRepository } from './uploads.repository.js';

const HOUR_MS = 3_600_000;
const MAX_FILENAME = 255;
/** Room that uploads leave to whatever else lies on the disk. */
const SPARE_BYTES = 256 * 1024 * 1024;
const UPLOAD_ID = /^[0-9a-zA-Z_-]{1,64}$/;

/** Who asks, and from where. */
interface Caller {
  readonly user: CurrentUser;
  readonly address: string;
}

/** Bytes that users bring for their jobs: who may use which, and how long they are kept. */
@Injectable()
export class UploadsService {
  readonly #config: UploadsConfig;
  #store: Promise<UploadStore> | undefined;

  constructor(
    private readonly repository: UploadsRepository,
    private readonly actions: ActionsService,
    @Inject(CONFIG) { uploads }: Config,
  ) {
    this.#config = uploads;
  }

  get limits(): UploadLimits {
    const { maxBytes, keptHours } = this.#config;
    return { maxBytes, keptHours };
  }

  /** Opened at its first use; what went wrong then is tried again at the next. */
  store(): Promise<UploadStore> {
    this.#store ??= openUploadStore(this.#config).catch((error: unknown) => {
      this.#store = undefined;
      throw error;
    });
    return this.#store;
  }

  /** A user's own uploads; all of them for an administrator. */
  async list({ username, role }: CurrentUser): Promise<Upload[]> {
    const uploads = await this.repository.list(role === 'admin' ? undefined : username);
    return uploads.map(({ complete: _complete, ...upload }) => upload);
  }

  /**
   * A complete upload that this user may use in a job.
   * @throws RoadsteadError `upload.unknown`, also for another user's; `upload.incomplete`
   */
  async require(uploadId: string, user: CurrentUser): Promise<Upload> {
    return this.#complete(await this.requireOwn(uploadId, user));
  }

  /** @throws RoadsteadError `upload.unknown`, also for another user's */
  async requireOwn(uploadId: string, { username, role }: CurrentUser): Promise<StoredUpload> {
    const upload = await this.#find(uploadId);
    if (role !== 'admin' && upload.createdBy !== username)
      throw new RoadsteadError('upload.unknown', { upload: uploadId });
    return upload;
  }

  /**
   * Takes note of an upload that begins.
   * @throws RoadsteadError `upload.too-large`, `upload.too-many`, `upload.user-limit`, `upload.no-space`
   */
  begin({ id, filename, size }: Pick<Upload, 'id' | 'filename' | 'size'>, { user, address }: Caller): Promise<void> {
    const { maxBytes } = this.#config;
    const name = filename === undefined ? undefined : storableText(filename).slice(0, MAX_FILENAME);
    return this.#recorded('upload.create', { id, filename: name, size }, { user, address }, async () => {
      if (size > maxBytes) throw new RoadsteadError('upload.too-large', { limit: byteWords(maxBytes) });
      const upload = { id, filename: name, size, createdBy: user.username, expiresAt: this.#expiry() };
      const store = await this.store();
      await this.repository.begin(upload, async (taken) => {
        this.#requireAllowed(size, taken);
        requireSpace(size, taken, await store.freeBytes());
      });
    });
  }

  /** Whoever may use it may take it away. @throws RoadsteadError `upload.unknown`, also for another user's */
  async delete(uploadId: string, user: CurrentUser, address: string): Promise<void> {
    const upload = await this.requireOwn(uploadId, user);
    await this.#recorded('upload.delete', upload, { user, address }, () => this.remove(upload.id));
  }

  /** So many bytes of it are there. */
  async received(id: string, bytes: number): Promise<void> {
    await this.repository.received(id, bytes, this.#expiry());
  }

  /**
   * Notes what the store has of it: a process that ended in the midst of it could not.
   * @throws RoadsteadError `upload.unknown` where the store has nothing of it
   */
  async catchUp(id: string): Promise<StoredUpload | undefined> {
    const { tus } = await this.store();
    const stored = await tus.getUpload(id).catch(ignoreMissing);
    if (stored === undefined) throw new RoadsteadError('upload.unknown', { upload: id });
    return this.repository.received(id, stored.offset, this.#expiry());
  }

  async remove(id: string): Promise<void> {
    const store = await this.store();
    await store.remove(id);
    await this.repository.delete(id);
  }

  /**
   * A complete upload and its bytes, for a job that was allowed to use it. Each use puts off its removal.
   * @throws RoadsteadError `upload.unknown`, `upload.incomplete`
   */
  async open(id: string): Promise<{ upload: StoredUpload; read: () => Promise<Readable> }> {
    const upload = await this.#complete(await this.#find(id));
    await this.repository.used(id, this.#expiry());
    const store = await this.store();
    return { upload, read: () => store.read(id) };
  }

  #recorded(
    verb: 'upload.create' | 'upload.delete',
    { id, filename, size }: Pick<Upload, 'id' | 'filename' | 'size'>,
    { user, address }: Caller,
    work: () => Promise<void>,
  ): Promise<void> {
    const detail = { uploadId: id, size, ...(filename !== undefined && { filename }) };
    const target = `upload ${filename ?? id}`;
    return this.actions.recorded({ actor: user.username, address, verb, target, detail }, work);
  }

  async #find(id: string): Promise<StoredUpload> {
    const upload = UPLOAD_ID.test(id) ? await this.repository.byId(id) : undefined;
    if (upload === undefined) throw new RoadsteadError('upload.unknown', { upload: id });
    return upload;
  }

  async #complete(upload: StoredUpload): Promise<StoredUpload> {
    const current = upload.complete ? upload : ((await this.catchUp(upload.id)) ?? upload);
    if (current.complete) return current;
    const { filename, received, size } = current;
    throw new RoadsteadError('upload.incomplete', { filename: filename ?? upload.id, received, size });
  }

  #requireAllowed(size: number, { unfinished, bytes }: TakenRoom): void {
    const { unfinishedPerUser, bytesPerUser } = this.#config;
    if (unfinished >= unfinishedPerUser) throw new RoadsteadError('upload.too-many', { count: unfinished });
    if (bytes + size <= bytesPerUser) return;
    const [limit, used] = [byteWords(bytesPerUser), byteWords(bytes)];
    throw new RoadsteadError('upload.user-limit', { limit, used, size: byteWords(size) });
  }

  #expiry(): Date {
    return new Date(Date.now() + this.#config.keptHours * HOUR_MS);
  }
}

/** @param free bytes that there is room for; undefined where nobody can tell */
function requireSpace(size: number, { awaited }: TakenRoom, free: number | undefined): void {
  if (free === undefined || free - awaited - SPARE_BYTES >= size) return;
  throw new RoadsteadError('upload.no-space', { size: byteWords(size) });
}
