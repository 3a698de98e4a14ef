import { describe, expect, it } from '@jest/globals';
import { parseDockerfile } from './dockerfile.js';

const instructionsIn = (text: string) =>
  parseDockerfile(text).instructions.map(({ name, args }) => `${name} ${args.text}`);

describe('parseDockerfile', () => {
  it('joins continued lines, and takes comments and blank lines out of them', () => {
    expect(instructionsIn('RUN a \\\n  # comment\n\n  b \\ \t\n c\nCMD d')).toEqual(['RUN a   b  c', 'CMD d']);
  });

  it('continues a keyword too', () => {
    expect(instructionsIn('FR\\\nOM a')).toEqual(['FROM a']);
  });

  it('takes the escape character from its directive, behind a byte order mark and in any spacing', () => {
    expect(instructionsIn('\ufeff#  Escape = `\nRUN a `\n b\nRUN C:\\\nRUN d')).toEqual([
      'RUN a  b',
      'RUN C:\\',
      'RUN d',
    ]);
  });

  it('reads carriage returns as part of the line break, and tabs as space', () => {
    expect(instructionsIn('FROM\ta\r\n\tRUN b \\\r\n c\r\n')).toEqual(['FROM a', 'RUN b  c']);
  });

  it('gives heredocs their bodies, and goes on after the last', () => {
    const { instructions } = parseDockerfile('COPY <<A <<-"B" /x\na\nA\n\tb\n\tB\nUSER c');
    const [copy, user] = instructions;
    expect(copy?.heredocs.map(({ name, body }) => [name, body.text])).toEqual([
      ['A', 'a\n'],
      ['B', '\tb\n'],
    ]);
    expect(user?.name).toBe('USER');
  });

  it('takes a heredoc only as a word of its own, outside quotes', () => {
    expect(instructionsIn('RUN echo $((1<<2)) "<<EOF" <<<x\nUSER a')).toHaveLength(2);
  });

  it('parts flags from arguments', () => {
    const [copy] = parseDockerfile('COPY --from=a --link "b c" d').instructions;
    expect(copy?.flags.map(({ name, value }) => [name, value])).toEqual([
      ['from', 'a'],
      ['link', ''],
    ]);
    expect(copy?.words.map(({ text }) => text)).toEqual(['"b c"', 'd']);
  });

  it('knows where a word stands in the file, behind comments and continued lines', () => {
    const text = 'RUN a \\\n# c\n  bb';
    const word = parseDockerfile(text).instructions[0]?.words[1];
    expect(text.slice(word?.span.start, word?.span.end)).toBe('bb');
  });

  it('stands the shipped stages on each other, and no stage on itself or on a later one', () => {
    const { shippedStages } = parseDockerfile('FROM b AS a\nFROM a AS b\nFROM x AS c\nFROM b AS b');
    expect(shippedStages.map(({ index }) => index)).toEqual([3]);
  });
});
