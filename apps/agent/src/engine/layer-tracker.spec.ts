import { describe, expect, it } from '@jest/globals';
import { EngineLine } from './engine-lines.js';
import { LayerTracker } from './layer-tracker.js';

/** As Docker 20.10 with overlay2 said them. */
const RECORDED = `
{"status":"Pulling from shop/web","id":"1"}
{"status":"Already exists","progressDetail":{},"id":"8b346e0cc2c9"}
{"status":"Pulling fs layer","progressDetail":{},"id":"371dbce054c0"}
{"status":"Pulling fs layer","progressDetail":{},"id":"23c62b408c38"}
{"status":"Waiting","progressDetail":{},"id":"23c62b408c38"}
{"status":"Downloading","progressDetail":{"current":101981,"total":8002631},"progress":"[>]","id":"371dbce054c0"}
{"status":"Downloading","progressDetail":{"current":163840,"total":16005070},"progress":"[>]","id":"23c62b408c38"}
{"status":"Verifying Checksum","progressDetail":{},"id":"371dbce054c0"}
{"status":"Download complete","progressDetail":{},"id":"371dbce054c0"}
{"status":"Extracting","progressDetail":{"current":98304,"total":8002631},"progress":"[>]","id":"371dbce054c0"}
{"status":"Download complete","progressDetail":{},"id":"23c62b408c38"}
{"status":"Pull complete","progressDetail":{},"id":"371dbce054c0"}
{"status":"Extracting","progressDetail":{"current":16005070,"total":16005070},"progress":"[=>]","id":"23c62b408c38"}
{"status":"Pull complete","progressDetail":{},"id":"23c62b408c38"}
{"status":"Digest: sha256:3498efdcbe9a30d159ac5a9dbe4082a08cd627b771439c628fcf91f6a80e5531"}
{"status":"Status: Downloaded newer image for 127.0.0.1:38419/shop/web:1"}`
  .trim()
  .split('\n')
  .map((line) => EngineLine.parse(JSON.parse(line)));

function after(count: number): LayerTracker {
  const progress = new LayerTracker();
  for (const line of RECORDED.slice(0, count)) progress.take(line);
  return progress;
}

describe('LayerTracker', () => {
  it('shows every layer in the order of the engine, with its phase and bytes', () => {
    expect(after(7).snapshot(0)).toMatchObject({
      layers: [
        { layer: '8b346e0cc2c9', phase: 'already-exists' },
        { layer: '371dbce054c0', phase: 'downloading', current: 101_981, total: 8_002_631, size: 8_002_631 },
        { layer: '23c62b408c38', phase: 'downloading', current: 163_840, total: 16_005_070 },
      ],
      bytesDone: 265_821,
      bytesTotal: 24_007_701,
      status: 'Pulling from shop/web',
    });
  });

  it('keeps the size of a layer through phases that do not name it, and ends complete', () => {
    expect(after(9).snapshot(0).layers[1]).toEqual({
      layer: '371dbce054c0',
      phase: 'download-complete',
      size: 8_002_631,
    });
    const end = after(RECORDED.length).snapshot(0);
    expect(end.layers.map((layer) => layer.phase)).toEqual(['already-exists', 'complete', 'complete']);
    expect(end.bytesDone).toBe(end.bytesTotal);
  });

  it('says which lines change it, so that the others can go to the output', () => {
    const progress = new LayerTracker();
    expect(RECORDED.filter((line) => !progress.take(line)).map((line) => line.status?.split(' ')[0])).toEqual([
      'Pulling',
      'Digest:',
      'Status:',
    ]);
  });

  it('averages the rate over five seconds, and knows the time left once all sizes are known', () => {
    const progress = new LayerTracker();
    const download = (current: number) =>
      progress.take({ status: 'Downloading', id: 'a', progressDetail: { current, total: 10_000 } });
    for (let second = 0; second <= 8; second += 1) {
      download(second * 1000);
      progress.snapshot(second * 1000);
    }
    expect(progress.snapshot(8000)).toMatchObject({ bytesPerSecond: 1000, secondsLeft: 2 });
    progress.take({ status: 'Pulling fs layer', id: 'b', progressDetail: {} });
    expect(progress.snapshot(8000).secondsLeft).toBeUndefined();
  });

  it('knows the time left though a small layer was fetched before its size was told', () => {
    const progress = new LayerTracker();
    progress.take({ status: 'Download complete', id: 'small', progressDetail: {} });
    progress.take({ status: 'Downloading', id: 'a', progressDetail: { current: 1000, total: 10_000 } });
    progress.snapshot(0);
    progress.take({ status: 'Downloading', id: 'a', progressDetail: { current: 4000, total: 10_000 } });
    expect(progress.snapshot(1000)).toMatchObject({ bytesPerSecond: 3000, secondsLeft: 2 });
  });

  it('never shows a negative rate when a blob is resumed from an earlier byte', () => {
    const progress = new LayerTracker();
    progress.take({ status: 'Downloading', id: 'a', progressDetail: { current: 9000, total: 10_000 } });
    progress.snapshot(0);
    progress.take({ status: 'Downloading', id: 'a', progressDetail: { current: 10, total: 10_000 } });
    expect(progress.snapshot(1000).bytesPerSecond).toBe(0);
  });

  it('tells when the engine tries a layer again, and takes no seconds for bytes', () => {
    const progress = new LayerTracker();
    progress.take({ status: 'Retrying in 5 seconds', id: 'a', progressDetail: {} });
    progress.take({ status: 'Extracting', id: 'b', progressDetail: { current: 3, units: 's' } });
    expect(progress.snapshot(0).layers).toEqual([
      { layer: 'a', phase: 'retrying', retryInSeconds: 5 },
      { layer: 'b', phase: 'extracting' },
    ]);
  });

  it('follows a push: prepared, pushed with its bytes, there already, tried again', () => {
    const layers = new LayerTracker();
    for (const id of ['a', 'b', 'c', 'd']) layers.take({ status: 'Preparing', id, progressDetail: {} });
    layers.take({ status: 'Pushing', id: 'a', progressDetail: { current: 4096, total: 5000 } });
    layers.take({ status: 'Layer already exists', id: 'b', progressDetail: {} });
    layers.take({ status: 'Mounted from shop/base', id: 'c', progressDetail: {} });
    layers.take({ status: 'Retrying in 5 seconds', id: 'd', progressDetail: {} });
    expect(layers.snapshot(0)).toMatchObject({
      layers: [
        { layer: 'a', phase: 'pushing', current: 4096, total: 5000, size: 5000 },
        { layer: 'b', phase: 'already-exists' },
        { layer: 'c', phase: 'already-exists' },
        { layer: 'd', phase: 'retrying', retryInSeconds: 5 },
      ],
      bytesDone: 4096,
      bytesTotal: 5000,
    });
    // The engine counts the frames of the tar too.
    layers.take({ status: 'Pushing', id: 'a', progressDetail: { current: 5632, total: 5000 } });
    expect(layers.snapshot(0)).toMatchObject({ bytesDone: 5000 });
    layers.finish('pushed');
    expect(layers.snapshot(0).layers.map(({ phase }) => phase)).toEqual([
      'pushed',
      'already-exists',
      'already-exists',
      'pushed',
    ]);
  });

  it('never goes back within a phase', () => {
    const layers = new LayerTracker();
    for (const current of [9000, 10]) {
      layers.take({ status: 'Downloading', id: 'a', progressDetail: { current, total: 10_000 } });
    }
    layers.take({ status: 'Downloading', id: 'a', progressDetail: {} });
    expect(layers.snapshot(0).layers).toEqual([
      { layer: 'a', phase: 'downloading', current: 9000, total: 10_000, size: 10_000 },
    ]);
  });
});
