import type { Container, ExistingFiles, FileUploaded, FileUploadQuery } from '@roadstead/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, routeUrl } from '../../lib/api/call';
import type { FolderFile } from '../uploads/pack-folder';
import { foldersOf, packFiles } from './pack-files';
import { sendFiles } from './send-files';

/** As the contract's bound; in so many requests, and no more: each name costs the engine some milliseconds. */
const ASKED_AT_ONCE = 1000;
const MAX_ASKED = 5000;

/** An upload into a directory: first it is looked what is there already, then it is sent. */
export function useFileUpload(container: Container, path: string) {
  const { hostId, id: containerId } = container;
  /** Absent while it is not known. */
  const [existing, setExisting] = useState<ExistingFiles>();
  const [isCut, setCut] = useState(false);
  const [error, setError] = useState<unknown>();
  const [progress, setProgress] = useState<{ sent: number; total: number }>();
  const folders = useRef<string[]>([]);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const look = useCallback(
    (files: readonly FolderFile[]) => {
      const looking = new AbortController();
      setExisting(undefined);
      setError(undefined);
      const params = { hostId, containerId };
      const run = async () => {
        const made = foldersOf(files);
        const names = [...made, ...files.map((file) => file.path)];
        const found: ExistingFiles = [];
        for (let at = 0; at < Math.min(names.length, MAX_ASKED); at += ASKED_AT_ONCE) {
          const some = names.slice(at, Math.min(at + ASKED_AT_ONCE, MAX_ASKED));
          found.push(
            ...(await call('findExistingFiles', { params, body: { path, names: some }, signal: looking.signal })),
          );
        }
        const there = new Map(found.map((each) => [each.name, each]));
        folders.current = made.filter((name) => !there.has(name));
        // A folder that is there is gone into; anything else in its place stands in the way.
        const isFolder = new Set(made);
        const inTheWay = found.filter(
          ({ name, type }) => isFolder.has(name) && type !== 'directory' && type !== 'link',
        );
        setCut(names.length > MAX_ASKED);
        setExisting([
          ...inTheWay.map((each) => ({ ...each, type: 'directory' as const })),
          ...found.filter(({ name }) => !isFolder.has(name)),
        ]);
      };
      if (files.length > 0) run().catch((reason: unknown) => looking.signal.aborted || setError(reason));
      return () => looking.abort();
    },
    [hostId, containerId, path],
  );

  /** @returns undefined where it failed */
  const send = async (
    files: readonly FolderFile[],
    owner: Omit<FileUploadQuery, 'path'>,
  ): Promise<FileUploaded | undefined> => {
    const sending = new AbortController();
    abort.current = sending;
    const tar = packFiles(files, folders.current);
    const query = { path, ...owner };
    setError(undefined);
    setProgress({ sent: 0, total: tar.size });
    try {
      const url = routeUrl('uploadContainerFiles', { params: { hostId, containerId }, query });
      return await sendFiles(url, tar, sending.signal, (sent) => setProgress({ sent, total: tar.size }));
    } catch (reason) {
      if (!sending.signal.aborted) setError(reason);
      return undefined;
    } finally {
      setProgress(undefined);
    }
  };
  const stop = () => abort.current?.abort();
  return { existing, isCut, error, sent: progress?.sent, total: progress?.total ?? 0, look, send, stop };
}
