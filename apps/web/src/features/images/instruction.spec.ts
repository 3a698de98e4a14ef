import { describe, expect, it } from '@jest/globals';
import { instructionOf } from './instruction';

describe('the instruction that made a layer', () => {
  it.each([
    ['/bin/sh -c #(nop) ADD file:ab in / ', 'ADD file:ab in /'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['RUN /bin/sh -c make # buildkit', 'RUN make'],
    ['RUN |1 V=2 /bin/sh -c make # buildkit', 'RUN make'],
    ['COPY . /app # buildkit', 'COPY . /app'],
  ])('%s reads as %s', (history, words) => {
    expect(instructionOf(history)).toBe(words);
  });
});
