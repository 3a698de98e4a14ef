import { describe, expect, it } from '@jest/globals';
import { ERRORS, ErrorBody, type ErrorCode, RoadsteadError } from './errors.js';

describe('the registry of errors', () => {
  it('fills its words from the detail and travels as a body', () => {
    const error = new RoadsteadError('host.not-connected', { host: 'web-3', lastHeard: '2 minutes ago' });
    expect(error.message).toBe('Host web-3 is not connected, last heard 2 minutes ago. Check that its agent runs.');
    const copy = RoadsteadError.fromBody(ErrorBody.parse(JSON.parse(JSON.stringify(error.toBody()))));
    expect(copy).toMatchObject({ code: error.code, message: error.message, status: 409, retryable: true });
  });

  it('quotes what somebody else wrote within bounds, so that it gets through', () => {
    const { message, detail } = new RoadsteadError('context.unsafe', {
      path: 'x'.repeat(1_000_000),
      problem: 'is long',
    });
    expect(message.length).toBeLessThan(3000);
    expect(detail.path).toHaveLength(2001);
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])(
    'has words that end as a sentence and an HTTP error status: %s',
    (code) => {
      expect(ERRORS[code].status).toBeGreaterThanOrEqual(400);
      expect(ERRORS[code].message).toMatch(/(\.|\}|: \{\w+\})$/);
    },
  );
});
