import type { GitCredential } from '@roadstead/contract';

/** What is typed and chosen, as it is typed. */
export interface GitCredentialForm {
  host: string;
  /** Empty: called by its host. */
  name: string;
  username: string;
  /** Empty: the one that is kept. */
  password: string;
  allowHttp: boolean;
  allowedUsers: readonly string[];
}

export const emptyForm: GitCredentialForm = {
  host: '',
  name: '',
  username: '',
  password: '',
  allowHttp: false,
  allowedUsers: [],
};

export function formOf({ host, name, username, allowHttp, allowedUsers }: GitCredential): GitCredentialForm {
  return { host, name, username, password: '', allowHttp, allowedUsers };
}

/** Another user or another host: the password that is kept is not for that. */
export function keepsPassword(form: GitCredentialForm, kept: GitCredential | undefined): boolean {
  return kept !== undefined && form.username.trim() === kept.username && form.host.trim() === kept.host;
}

/** The body of both requests; a password that was not typed is absent. */
export function bodyOf({ host, name, username, password, allowHttp, allowedUsers }: GitCredentialForm) {
  const settings = { host: host.trim(), name: name.trim() || host.trim(), username: username.trim(), allowHttp };
  return { ...settings, allowedUsers: [...allowedUsers], ...(password === '' ? {} : { password }) };
}
