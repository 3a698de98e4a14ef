import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { UploadState } from './upload-task';

const starts: string[] = [];
let isAway = true;

class Upload {
  constructor(readonly file: File) {}

  async findPreviousUploads(): Promise<[]> {
    if (isAway) throw new Error('nobody answers');
    return [];
  }

  start(): void {
    starts.push(this.file.name);
  }
}

jest.unstable_mockModule('tus-js-client', () => ({ Upload }));
const { UploadTask } = await import('./upload-task');

describe('an upload', () => {
  beforeEach(() => {
    starts.length = 0;
  });

  it('that could not even be begun has failed, and begins when it is resumed', async () => {
    const told: UploadState[] = [];
    const task = await UploadTask.start(new File(['abc'], 'a.tar'), (state) => told.push(state));
    expect(told.at(-1)).toMatchObject({ phase: 'failed', file: { name: 'a.tar', size: 3 }, sent: 0 });
    expect(told.at(-1)).toMatchObject({ error: { code: 'page.unreachable' } });
    isAway = false;
    task.resume();
    await new Promise(setImmediate);
    expect(starts).toEqual(['a.tar']);
    expect(told.at(-1)?.phase).toBe('uploading');
  });

  it('that is paused while it is being begun waits until it is resumed', async () => {
    isAway = true;
    const told: UploadState[] = [];
    const task = await UploadTask.start(new File(['abc'], 'a.tar'), (state) => told.push(state));
    isAway = false;
    task.resume();
    await task.pause();
    await new Promise(setImmediate);
    expect([starts, told.at(-1)?.phase]).toEqual([[], 'paused']);
    task.resume();
    await new Promise(setImmediate);
    expect([starts, told.at(-1)?.phase]).toEqual([['a.tar'], 'uploading']);
  });
});
