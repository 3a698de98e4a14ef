import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { asRoadsteadError, EngineRefusal, engineError } from './engine-errors.js';

const engine = { host: 'web-1', socketPath: '/run/docker.sock' };

describe('engineError', () => {
  it('keeps the engine’s own words and status of an answer', () => {
    const error = engineError(
      Object.assign(new Error('(HTTP code 404) unexpected - No such container: x '), { statusCode: 404 }),
      engine,
    );
    expect(error).toBeInstanceOf(EngineRefusal);
    expect(error).toMatchObject({ status: 404, message: 'No such container: x' });
  });

  it('says where no engine answers, and why', () => {
    const error = engineError(new Error('connect ENOENT /run/docker.sock'), engine);
    expect(error).toMatchObject({ code: 'engine.unreachable', detail: { host: 'web-1', socket: '/run/docker.sock' } });
    expect(error.message).toContain('connect ENOENT');
  });
});

describe('asRoadsteadError', () => {
  it('leaves what has a name, and calls the rest refused', () => {
    const named = new RoadsteadError('container.unknown', { container: 'x', host: 'web-1' });
    expect(asRoadsteadError(named, 'web-1')).toBe(named);
    expect(asRoadsteadError(new EngineRefusal(500, 'odd'), 'web-1')).toMatchObject({
      code: 'engine.refused',
      message: 'The Docker engine on host web-1 refused: odd',
    });
  });
});
