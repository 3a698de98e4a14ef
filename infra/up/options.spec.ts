import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.mjs';

describe('readOptions', () => {
  it('listens on loopback and port 8420 alone unless told otherwise', () => {
    expect(readOptions([], {})).toMatchObject({ port: 8420, listen: [], demo: false });
    expect(readOptions(['--port', '9000', '--listen', '192.0.2.10', '--listen', '::1'], {})).toMatchObject({
      port: 9000,
      listen: ['192.0.2.10', '::1'],
    });
  });

  it('says what is wrong with a port and an address', () => {
    expect(() => readOptions(['--port', 'http'], {})).toThrow('"http" is no port');
    expect(() => readOptions(['--listen', 'example.com'], {})).toThrow('not "example.com"');
  });
});
