import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandLine } from '../images/command-line';
import { shellWords, UnclosedQuote } from './shell-words';

describe('the words of a command', () => {
  it.each([
    ['httpd -f  -p 80', ['httpd', '-f', '-p', '80']],
    ['sh -c \'echo "$HOME"; ls\'', ['sh', '-c', 'echo "$HOME"; ls']],
    ['echo "a \\"b\\" \\n"', ['echo', 'a "b" \\n']],
    ['echo \'\' ""', ['echo', '', '']],
    ['a\\ b c', ['a b', 'c']],
    ["it's one'", ['its one']],
    ['  ', []],
    ['a\\ b c""d \'\'', ['a b', 'cd', '']],
    ['"a\\"b" "\\n" "\\$x"', ['a"b', '\\n', '$x']],
    ['mysql -u root -p"s e"c', ['mysql', '-u', 'root', '-ps ec']],
    ['back\\', ['back\\']],
  ])('%s', (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });

  it.each(["sh -c 'echo", '"open', 'a "b\\"'])('want a quote to be closed: %s', (text) => {
    expect(() => shellWords(text)).toThrow(UnclosedQuote);
  });

  it('come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(shellWords(commandLine(words))).toEqual(words);
      }),
    );
  });
});
