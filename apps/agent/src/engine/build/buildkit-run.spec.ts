import { describe, expect, it, jest } from '@jest/globals';
import type { BuildRequest } from '../engine.js';
import type { EngineApi, StreamCall } from '../engine-api.js';
import { LayerTracker } from '../layer-tracker.js';
import { BuildKitRun } from './buildkit-run.js';
import { StepLog } from './step-log.js';

describe('BuildKitRun', () => {
  it('gives up an engine that does not take its cancel', async () => {
    const over = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new Error('it took too long')));
    const run = async ({ signal }: StreamCall) => signal?.throwIfAborted() ?? new Promise<void>(() => undefined);
    const api = { run } as unknown as EngineApi;
    const context = { sessionId: 'id', whole: Promise.resolve(), failure: () => undefined };
    const build = new BuildKitRun(api, {} as BuildRequest, context, new StepLog(() => undefined), new LayerTracker());
    await expect(build.cancel()).rejects.toThrow('it took too long');
    over.mockRestore();
  });
});
