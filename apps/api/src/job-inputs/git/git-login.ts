import type { GitLogin } from '../../git-credentials/git-access.service.js';

/**
 * The environment in which git signs in to the host of a URL: settings that only this process and its helpers see, unlike
 * arguments, and that lie in no file. The header is for this origin alone, and git follows no redirect.
 */
export function loginEnv(url: string, login: GitLogin | undefined): Record<string, string> {
  if (login === undefined) return {};
  const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}
