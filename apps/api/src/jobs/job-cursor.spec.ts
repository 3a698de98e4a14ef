import { describe, expect, it } from '@jest/globals';
import { readCursor, writeCursor } from './job-cursor.js';

describe('a cursor of jobs', () => {
  it('is read as it was written, with microseconds', () => {
    const cursor = { createdAt: '2026-03-03 10:00:00.123456+00', id: '01890000-0000-7000-8000-000000000001' };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it.each(['', 'x', Buffer.from('["now()", "1"]').toString('base64url'), Buffer.from('{}').toString('base64url')])(
    'is refused in words when it is %j',
    (text) => expect(() => readCursor(text)).toThrow('not a cursor'),
  );
});
