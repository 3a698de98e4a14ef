import { describe, expect, it } from '@jest/globals';
import { paramsForRecord } from './params-for-record.js';

describe('what is on record of a job’s parameters', () => {
  it('has the names of build arguments and no value, and nothing of a typed Dockerfile', () => {
    const source = { type: 'dockerfile', text: 'FROM x\nENV KEY=hush' };
    const params = { source, tags: ['a:1'], buildArgs: { TOKEN: 'hush', EMPTY: '' } };
    expect(paramsForRecord('image.build', params)).toEqual({
      source: { type: 'dockerfile' },
      tags: ['a:1'],
      buildArgs: ['TOKEN', 'EMPTY'],
    });
    const git = { type: 'git', url: 'https://git.example.org/a.git', ref: 'main' };
    expect(paramsForRecord('image.build', { source: git })).toEqual({ source: git });
  });

  it('has no value of a variable that a commit or an import sets', () => {
    const changes = ['CMD ["sh"]', 'ENV KEY=hush', 'env  KEY hush', 'ENV A="hu sh" B=hush', 'ENV'];
    expect(paramsForRecord('container.commit', { reference: 'a:1', changes })).toEqual({
      reference: 'a:1',
      changes: ['CMD ["sh"]', 'ENV KEY', 'ENV KEY', 'ENV A', 'ENV'],
    });
  });

  it('is all of the others', () => {
    expect(paramsForRecord('image.pull', { reference: 'a:1' })).toEqual({ reference: 'a:1' });
  });
});
