import { useCallback, useEffect, useRef, useState } from 'react';
import { type UploadState, UploadTask } from './upload-task';

export interface UploadControls {
  /** Absent: there is none. */
  state: UploadState | undefined;
  /** `fingerprint`: as of `UploadTask.start`. */
  start(file: File, fingerprint?: string): void;
  pause(): void;
  resume(): void;
  /** Ends it, or forgets the one that is done. */
  clear(): void;
}

/** One upload at a time. While it runs, the browser asks before the page is left; what was sent is kept in any case. */
export function useUpload(onUploaded: (uploadId: string) => void): UploadControls {
  const [state, setState] = useState<UploadState>();
  const task = useRef<Promise<UploadTask>>(undefined);
  const tellDone = useRef(onUploaded);
  tellDone.current = onUploaded;

  const show = useCallback((next: UploadState) => {
    setState(next);
    if (next.phase === 'done') tellDone.current(next.uploadId);
  }, []);
  useEffect(
    () => () => {
      void task.current?.then((running) => running.leave());
    },
    [],
  );

  const isMoving = state?.phase === 'uploading' || state?.phase === 'retrying';
  useEffect(() => {
    if (!isMoving) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isMoving]);

  return {
    state,
    start: (file, fingerprint) => {
      void task.current?.then((running) => running.leave());
      task.current = UploadTask.start(file, show, fingerprint);
    },
    pause: () => void task.current?.then((running) => running.pause()),
    resume: () => void task.current?.then((running) => running.resume()),
    clear: () => {
      if (state?.phase !== 'done') void task.current?.then((running) => running.cancel());
      task.current = undefined;
      setState(undefined);
    },
  };
}
