/** Who may sign in to a registry. */
export interface RegistryUser {
  user: string;
  password: string;
}

export type RepositoryAction = 'pull' | 'push' | 'delete';

/** What a user may do with a repository (`team/web`); `undefined` is who has not signed in. */
export type RepositoryRights = (user: string | undefined, repository: string) => readonly RepositoryAction[];
