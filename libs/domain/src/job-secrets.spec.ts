import { describe, expect, it } from '@jest/globals';
import { JOB_KINDS } from './job-kinds.js';
import { joinEnvironment, joinUrl, lacksSecret, partParams, withoutValue } from './job-secrets.js';

describe('the secret part of parameters', () => {
  it('is the query of an import, and nothing else of it', () => {
    const url = 'https://store.example/b/root.tar?X-Amz-Signature=abc&x=1?2';
    const { shown, secret } = partParams('image.import', { url: `${url}#part`, reference: 'a:1' });
    expect(shown).toEqual({ url: 'https://store.example/b/root.tar?(hidden)', reference: 'a:1' });
    expect(secret).toBe('?X-Amz-Signature=abc&x=1?2');
    expect([joinUrl(String(shown.url), secret), lacksSecret(String(shown.url))]).toEqual([url, true]);
  });

  it('is absent where there is none', () => {
    const plain = { url: 'https://store.example/root.tar' };
    expect(partParams('image.import', plain)).toEqual({ shown: plain });
    expect(joinUrl(plain.url, undefined)).toBe(plain.url);
    expect(lacksSecret(plain.url)).toBe(false);
    expect(partParams('image.import', { uploadId: 'u' })).toEqual({ shown: { uploadId: 'u' } });
    expect(partParams('image.pull', { reference: 'a?b' })).toEqual({ shown: { reference: 'a?b' } });
  });

  it('is the values of the variables of a run', () => {
    const env = [
      { name: 'TOKEN', value: 'hunter2' },
      { name: 'EMPTY', value: '' },
    ];
    const params = JOB_KINDS['container.run'].params.parse({ image: 'web:1', env });
    const { shown, secret } = partParams('container.run', params);
    expect(shown).toEqual({ ...params, env: [{ name: 'TOKEN' }, { name: 'EMPTY' }] });
    expect(withoutValue(shown.env)).toEqual(['TOKEN', 'EMPTY']);
    expect(joinEnvironment(shown.env, secret)).toEqual(env);
    expect(joinEnvironment(shown.env, undefined)).toEqual([{ name: 'TOKEN' }, { name: 'EMPTY' }]);
    expect(partParams('container.run', { ...params, env: [] })).toEqual({ shown: { ...params, env: [] } });
  });
});
