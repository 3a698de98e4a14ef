import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('unterminated-heredoc', () => {
  it('points at the heredoc that nothing closes', () => {
    expect(pointedAt('unterminated-heredoc', 'FROM alpine:3.20\nRUN <<EOF\nx')).toEqual(['<<EOF']);
  });

  it('closes an indented one after tabs', () => {
    expect(pointedAt('unterminated-heredoc', 'FROM alpine:3.20\nRUN <<-EOF\n\tx\n\tEOF\n')).toEqual([]);
  });

  it('closes two in their order', () => {
    expect(pointedAt('unterminated-heredoc', 'FROM alpine:3.20\nCOPY <<A <<"B" /x/\na\nA\nb\nB\n')).toEqual([]);
  });

  it('takes no here-string for one', () => {
    expect(pointedAt('unterminated-heredoc', 'FROM alpine:3.20\nRUN cat <<< "x"')).toEqual([]);
  });
});
