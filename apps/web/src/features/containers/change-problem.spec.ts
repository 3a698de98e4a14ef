import { describe, expect, it } from '@jest/globals';
import * as domain from '@roadstead/domain';
import { changeProblem, changesOf } from './change-problem';

describe('changes of a commit', () => {
  it('are one a line, and empty lines ask for nothing', () => {
    expect(changesOf('CMD ["/bin/httpd"]\n\n  ENV A=b \n')).toEqual(['CMD ["/bin/httpd"]', 'ENV A=b']);
  });

  it('that the engine takes have no problem', () => {
    expect(changeProblem('cmd ["sh"]\nEXPOSE 80', domain)).toBeUndefined();
  });

  it.each([
    ['ENV A=b\nRUN make', 'unknown', 'RUN'],
    ['EXPOSE', 'empty', 'EXPOSE'],
    [`ENV A=${'b'.repeat(5000)}`, 'other', 'ENV'],
  ])('%.20s: the first that is refused is named with its reason', (text, kind, instruction) => {
    expect(changeProblem(text, domain)).toMatchObject({ kind, instruction });
  });
});
