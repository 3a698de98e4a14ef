import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LineSink } from './line-sink.js';

describe('LineSink', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'roadstead-log-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes each line at once', () => {
    const path = join(folder, 'log');
    const fd = openSync(path, 'w');
    const sink = new LineSink(fd);
    sink.write('one\n');
    sink.write('zwei ✓\n');
    expect(readFileSync(path, 'utf8')).toBe('one\nzwei ✓\n');
    closeSync(fd);
  });

  it('drops what cannot be written, without a word and without waiting', () => {
    const full = openSync('/dev/full', 'w');
    expect(() => new LineSink(full).write('lost\n')).not.toThrow();
    closeSync(full);
    expect(() => new LineSink(full).write('lost\n')).not.toThrow();
  });
});
