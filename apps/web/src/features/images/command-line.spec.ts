import { describe, expect, it } from '@jest/globals';
import { commandLine } from './command-line';

describe('a command line', () => {
  it.each([
    [['/bin/httpd', '-f', '-h', '/data'], '/bin/httpd -f -h /data'],
    [['/bin/sh', '-c', 'node server.mjs && echo $HOME'], "/bin/sh -c 'node server.mjs && echo $HOME'"],
    [['echo', "it's", ''], "echo 'it'\\''s' ''"],
  ])('of %j can be typed as %s', (words, line) => {
    expect(commandLine(words)).toBe(line);
  });
});
