import type { ChangeKind, ChangesLine, FileChange } from '@roadstead/domain';
import { useCallback, useEffect, useState } from 'react';
import { routeUrl } from '../../lib/api/call';
import { readLines } from '../files/read-lines';

export interface Changes {
  changes: FileChange[];
  /** Of some files, in bytes. */
  sizes: Map<string, number>;
  isReading: boolean;
  layer?: { writableBytes: number; totalBytes: number };
  /** The true counts, once all were seen. */
  counts?: Record<ChangeKind, number>;
  isCut: boolean;
  readAt?: string;
  error?: unknown;
}

const NONE: Changes = { changes: [], sizes: new Map(), isReading: true, isCut: false };

/** What a container changed against its image, as it comes. */
export function useChanges(hostId: string, containerId: string): Changes & { refresh(): void } {
  const [round, setRound] = useState(0);
  const [changes, setChanges] = useState(NONE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is the reason to read again
  useEffect(() => {
    const abort = new AbortController();
    setChanges(NONE);
    const url = routeUrl('listContainerChanges', { params: { hostId, containerId } });
    void follow(url, abort.signal, (next) => !abort.signal.aborted && setChanges(next));
    return () => abort.abort();
  }, [hostId, containerId, round]);
  const refresh = useCallback(() => setRound((last) => last + 1), []);
  return { ...changes, refresh };
}

async function follow(url: string, signal: AbortSignal, show: (changes: Changes) => void) {
  let changes: Changes = { ...NONE, readAt: new Date().toISOString() };
  try {
    for await (const line of readLines<ChangesLine>(url, signal)) {
      changes = take(changes, line);
      show(changes);
    }
    if (changes.isReading) throw new Error('the changes broke off');
  } catch (error) {
    show({ ...changes, isReading: false, error });
  }
}

function take(changes: Changes, line: ChangesLine): Changes {
  switch (line.type) {
    case 'layer':
      return { ...changes, layer: line };
    case 'changes':
      return { ...changes, changes: changes.changes.concat(line.changes) };
    case 'sizes': {
      const sizes = new Map(changes.sizes);
      for (const { path, type, size } of line.sizes) if (type === 'file') sizes.set(path, size);
      return { ...changes, sizes };
    }
    case 'end':
      return { ...changes, isReading: false, counts: line.counts, isCut: line.isCut };
    case 'failed':
      throw line.error;
  }
}
