import { describe, expect, it } from '@jest/globals';
import type { GitCredential } from '@roadstead/contract';
import { bodyOf, emptyForm, formOf, keepsPassword } from './git-credential-form';

const kept = { id: 'c', name: 'forge', host: 'git.example.com', username: 'git', allowHttp: false } as GitCredential;
const form = formOf({ ...kept, allowedUsers: ['ann'] });

describe('the form of a Git credential', () => {
  it('asks for the password again where it would go to another host, or for another user', () => {
    expect(keepsPassword(form, kept)).toBe(true);
    expect(keepsPassword({ ...form, host: 'other.example.com' }, kept)).toBe(false);
    expect(keepsPassword({ ...form, username: 'me' }, kept)).toBe(false);
    expect(keepsPassword(emptyForm, undefined)).toBe(false);
  });

  it('sends no password that was not typed, and calls the credential by its host', () => {
    expect(bodyOf({ ...form, name: ' ' })).toEqual({
      host: 'git.example.com',
      name: 'git.example.com',
      username: 'git',
      allowHttp: false,
      allowedUsers: ['ann'],
    });
    expect(bodyOf({ ...form, password: 't0ken' })).toMatchObject({ name: 'forge', password: 't0ken' });
  });
});
