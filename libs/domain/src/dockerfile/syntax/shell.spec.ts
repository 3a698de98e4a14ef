import { describe, expect, it } from '@jest/globals';
import { LogicalLine } from './logical-line.js';
import { parseShell } from './shell.js';

const parse = (text: string) => parseShell(new LogicalLine([{ text, source: 0 }]), 0, text.length);
const programsIn = (text: string) => parse(text).commands.map(({ program }) => program);

describe('parseShell', () => {
  it('parts commands at operators, with or without space', () => {
    expect(parse('a b&&c||d; e|f').commands.map(({ operator, program }) => operator + program)).toEqual([
      'a',
      '&&c',
      '||d',
      ';e',
      '|f',
    ]);
  });

  it('leaves quotes, substitutions and redirections whole', () => {
    expect(
      parse('a "b && c" \'d;e\' $(f | g "h)") `i;j` 2>&1 \x24{k:-l m}').commands[0]?.words.map(({ text }) => text),
    ).toEqual(['a', '"b && c"', "'d;e'", '$(f | g "h)")', '`i;j`', '2>&1', '\x24{k:-l m}']);
  });

  it('finds the program behind assignments, shell keywords, a path and python -m', () => {
    expect(programsIn('A=1 B="2 3" /usr/bin/apt-get update && if true; then python3 -m pip install x; fi')).toEqual([
      'apt-get',
      'true',
      'pip',
      'fi',
    ]);
  });

  it('tells a comment from a # within a word', () => {
    expect(parse('a#b').hasComment).toBe(false);
    expect(parse('a # b && c')).toMatchObject({ hasComment: true, commands: [{ program: 'a' }] });
  });
});
