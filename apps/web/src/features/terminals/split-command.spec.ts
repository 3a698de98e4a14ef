import { describe, expect, it } from '@jest/globals';
import { splitCommand } from './split-command';

describe('splitCommand', () => {
  it.each([
    ['', []],
    ['  sh  ', ['sh']],
    ['sh -c "echo one two"', ['sh', '-c', 'echo one two']],
    [`printf '%s\\n' "it's"`, ['printf', '%s\\n', "it's"]],
    ['a\\ b c""d \'\'', ['a b', 'cd', '']],
    ['"a\\"b" "\\n" "\\$x"', ['a"b', '\\n', '$x']],
    ['mysql -u root -p"s e"c', ['mysql', '-u', 'root', '-ps ec']],
    ['back\\', ['back\\']],
  ])('%s', (line, words) => {
    expect(splitCommand(line)).toEqual(words);
  });

  it.each(['"open', "sh -c 'x", 'a "b\\"'])('%s has a quote that is not closed', (line) => {
    expect(splitCommand(line)).toBeUndefined();
  });
});
