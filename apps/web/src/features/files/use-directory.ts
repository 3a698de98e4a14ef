import type { FileEntry, FileListLine, ListLimit } from '@roadstead/domain';
import { useCallback, useEffect, useRef, useState } from 'react';
import { routeUrl } from '../../lib/api/call';
import { readLines } from './read-lines';

export interface Directory {
  path: string;
  entries: FileEntry[];
  isReading: boolean;
  /** Read from the engine so far. */
  bytes: number;
  /** When it was read, by the host's clock. */
  asOf?: string;
  /** Entries may be missing. */
  limit?: ListLimit;
  error?: unknown;
}

/** A directory of a container, as it comes. `refresh` reads it anew. */
export function useDirectory(hostId: string, containerId: string, path: string): Directory & { refresh(): void } {
  const [round, setRound] = useState(0);
  const [directory, setDirectory] = useState<Directory>(() => empty(path));
  const isFresh = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is the reason to read again
  useEffect(() => {
    const abort = new AbortController();
    const fresh = isFresh.current ? 'true' : 'false';
    isFresh.current = false;
    setDirectory(empty(path));
    const url = routeUrl('listContainerFiles', { params: { hostId, containerId }, query: { path, fresh } });
    void follow(url, path, abort.signal, setDirectory);
    return () => abort.abort();
  }, [hostId, containerId, path, round]);
  const refresh = useCallback(() => {
    isFresh.current = true;
    setRound((last) => last + 1);
  }, []);
  // Between a new path and its first line, nothing of the old one is shown.
  return { ...(directory.path === path ? directory : empty(path)), refresh };
}

function empty(path: string): Directory {
  return { path, entries: [], isReading: true, bytes: 0 };
}

async function follow(url: string, path: string, signal: AbortSignal, show: (directory: Directory) => void) {
  let directory = empty(path);
  try {
    for await (const line of readLines<FileListLine>(url, signal)) {
      directory = take(directory, line);
      if (!signal.aborted) show(directory);
    }
    if (directory.isReading) throw new Error('the list broke off');
  } catch (error) {
    if (!signal.aborted) show({ ...directory, isReading: false, error });
  }
}

function take(directory: Directory, line: FileListLine): Directory {
  switch (line.type) {
    case 'directory':
      return { ...directory, asOf: line.asOf };
    case 'entries':
      return { ...directory, entries: directory.entries.concat(line.entries) };
    case 'progress':
      return { ...directory, bytes: line.bytes };
    case 'end':
      return { ...directory, isReading: false, bytes: line.bytes, limit: line.limit };
    case 'failed':
      throw line.error;
  }
}
