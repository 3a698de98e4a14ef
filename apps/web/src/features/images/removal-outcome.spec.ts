import { describe, expect, it } from '@jest/globals';
import type { ImageRemoval } from '@roadstead/contract';
import { removalOutcome } from './removal-outcome';

const stopped: ImageRemoval['containers'][number] = { id: 'a', name: 'nightly', state: 'exited' };
const running: ImageRemoval['containers'][number] = { id: 'b', name: 'shop', state: 'running' };

describe('what a removal will do on a host', () => {
  it('a name of several is taken off, and the image stays, even with containers', () => {
    const image = { references: ['web:1', 'web:2'], containers: [running] };
    expect(removalOutcome(image, ['web:1'], false)).toEqual({ kind: 'untagged' });
  });

  it('the last name takes the image with it', () => {
    expect(removalOutcome({ references: ['web:1'], containers: [] }, ['web:1'], false)).toEqual({ kind: 'deleted' });
  });

  it('an image without a name goes by its id', () => {
    expect(removalOutcome({ references: [], containers: [] }, [], false)).toEqual({ kind: 'deleted' });
  });

  it('a container refuses it, running or not, and is named', () => {
    const image = { references: ['web:1'], containers: [stopped] };
    expect(removalOutcome(image, ['web:1'], false)).toEqual({ kind: 'refused', holder: stopped });
  });

  it('force goes over a stopped container', () => {
    const image = { references: ['web:1'], containers: [stopped] };
    expect(removalOutcome(image, ['web:1'], true)).toEqual({ kind: 'deleted' });
  });

  it('force takes only the name while a container of it is alive', () => {
    const image = { references: ['web:1'], containers: [stopped, running] };
    expect(removalOutcome(image, ['web:1'], true)).toEqual({ kind: 'nameless', holder: running });
  });

  it('not even force takes an image without a name from a container that is alive', () => {
    const image = { references: [], containers: [running] };
    expect(removalOutcome(image, [], true)).toEqual({ kind: 'refused', holder: running });
  });
});
