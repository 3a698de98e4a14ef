import { describe, expect, it } from '@jest/globals';
import type { LayerProgress, TransferProgress } from '@roadstead/domain';
import { PipelineProgress } from './pipeline-progress.js';

const part = (bytesDone: number, bytesTotal: number, ...layers: LayerProgress[]): TransferProgress => ({
  layers,
  bytesDone,
  bytesTotal,
  bytesPerSecond: 7,
});

describe('PipelineProgress', () => {
  it('adds up the bytes of the parts and keeps their layers, with the rate of the present one', () => {
    const told: TransferProgress[] = [];
    const progress = new PipelineProgress(
      () => [],
      (all) => told.push(all),
    );
    progress.part()(part(5, 5, { layer: 'a', phase: 'complete', size: 5 }));
    progress.part()({ ...part(1, 4, { layer: 'b', phase: 'pushing', current: 1, size: 4 }), secondsLeft: 3 });
    expect(told.at(-1)).toEqual({
      layers: [
        { layer: 'a', phase: 'complete', size: 5 },
        { layer: 'b', phase: 'pushing', current: 1, size: 4 },
      ],
      bytesDone: 6,
      bytesTotal: 9,
      bytesPerSecond: 7,
      secondsLeft: 3,
      steps: [],
    });
  });

  it('keeps parts apart that were begun before any of them told something', () => {
    const told: TransferProgress[] = [];
    const progress = new PipelineProgress(
      () => [],
      (all) => told.push(all),
    );
    const [first, second] = [progress.part(), progress.part()];
    first(part(5, 5));
    second(part(1, 2));
    expect(told.map(({ bytesDone }) => bytesDone)).toEqual([5, 6]);
  });

  it('lets a layer that a later part finds there be as it was moved', () => {
    const told: TransferProgress[] = [];
    const progress = new PipelineProgress(
      () => [],
      (all) => told.push(all),
    );
    progress.part()(part(5, 5, { layer: 'a', phase: 'pushed', size: 5 }));
    progress.part()(part(0, 0, { layer: 'a', phase: 'already-exists' }));
    expect(told.at(-1)?.layers).toEqual([{ layer: 'a', phase: 'pushed', size: 5 }]);
  });

  it('tells steps also while nothing is transferred', () => {
    const told: TransferProgress[] = [];
    const steps = [{ number: 1, name: 'RUN x', state: 'running' as const }];
    new PipelineProgress(
      () => steps,
      (all) => told.push(all),
    ).update();
    expect(told).toEqual([{ layers: [], bytesDone: 0, bytesTotal: 0, bytesPerSecond: 0, steps }]);
  });
});
