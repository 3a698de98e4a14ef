import { describe, expect, it } from '@jest/globals';
import { type ContainerId, type ContainerRecord, RoadsteadError } from '@roadstead/domain';
import { aContainer, anImage } from '@roadstead/testing';
import { createLogger } from '../config/logger.js';
import type { Engine } from '../engine/engine.js';
import { Inspection } from './inspection.js';

const refused = new RoadsteadError('engine.refused', { host: 'web-1', reason: 'odd' });

/** Of an engine only what is asked here. */
function inspectionOf(inspectContainer: (id: ContainerId) => Promise<ContainerRecord | undefined>) {
  const inspectImage = () => Promise.reject(refused);
  return new Inspection({ inspectContainer, inspectImage } as unknown as Engine, createLogger('silent'));
}

describe('Inspection', () => {
  it('tells gone from unreadable: only what cannot be read is not in the answer', async () => {
    const [good, gone, odd, large] = ['good', 'gone', 'odd', 'large'].map((name) => aContainer(name));
    const inspection = inspectionOf(async (id) => {
      if (id === odd?.id) throw refused;
      if (id === large?.id) return aContainer('large', { labels: { text: 'x'.repeat(3_000_000) } });
      return id === gone?.id ? undefined : good;
    });
    const ids = [good, gone, odd, large].flatMap((each) => each?.id ?? []);
    expect([...(await inspection.containers(ids))]).toEqual([
      [good?.id, good],
      [gone?.id, undefined],
    ]);
    expect(await inspection.images([anImage('odd')])).toEqual([]);
  });

  it('passes on that the engine does not answer', async () => {
    const away = new RoadsteadError('engine.unreachable', { host: 'web-1', socket: 's', reason: 'gone' });
    const inspection = inspectionOf(() => Promise.reject(away));
    await expect(inspection.containers([aContainer('a').id])).rejects.toBe(away);
  });
});
