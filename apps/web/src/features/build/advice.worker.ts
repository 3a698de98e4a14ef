import { adviseDockerfile } from '@roadstead/domain/dockerfile';

/** Answers each text with the advice on it: long files are read here, so that typing does not wait for it. */
self.onmessage = ({ data: text }: MessageEvent<string>) => self.postMessage({ text, advice: adviseDockerfile(text) });
