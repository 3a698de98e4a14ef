import type { Advice } from '@roadstead/domain/dockerfile';
import { useEffect, useRef, useState } from 'react';

/** After the last key; shorter than it takes to look up from typing. */
const PAUSE_MS = 200;

/** Advice, and the very text that it is on: its positions and fixes mean nothing in another one. */
export interface AdvisedText {
  text: string;
  advice: readonly Advice[];
}

const NOTHING: AdvisedText = { text: '', advice: [] };

/** What can be said about a Dockerfile, a moment after it was last changed. */
export function useAdvice(text: string): AdvisedText {
  const [advised, setAdvised] = useState(NOTHING);
  const worker = useRef<Worker>(undefined);
  useEffect(() => {
    const made = new Worker(new URL('./advice.worker.ts', import.meta.url), { type: 'module' });
    made.onmessage = ({ data }: MessageEvent<AdvisedText>) => setAdvised(data);
    worker.current = made;
    return () => made.terminate();
  }, []);
  useEffect(() => {
    if (text.trim() === '') return setAdvised(NOTHING);
    const timer = setTimeout(() => worker.current?.postMessage(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return advised;
}
