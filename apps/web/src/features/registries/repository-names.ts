const DOCKER_HUB = 'docker.io';
const OFFICIAL = /^library\/(?=[^/]+$)/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;

export function isDockerHub(address: string): boolean {
  return address === DOCKER_HUB;
}

/** As one types it after `docker pull`: on Docker Hub without the registry, and official images without `library/`. */
export function pullName(address: string, repository: string): string {
  return isDockerHub(address) ? repository.replace(OFFICIAL, '') : `${address}/${repository}`;
}

/** `tag`: or a digest. */
export function pullReference(address: string, repository: string, tag: string): string {
  return `${pullName(address, repository)}${tag.includes(':') ? '@' : ':'}${tag}`;
}

/** Whether the text may be the name of a repository, so that it is worth asking for. */
export function mayBeRepository(text: string): boolean {
  return REPOSITORY.test(text);
}

/** Newest versions first, as far as names tell; `latest` before all. */
export function byVersion(tags: readonly string[]): string[] {
  const numbered = [...tags].sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return [...numbered.filter((tag) => tag === 'latest'), ...numbered.filter((tag) => tag !== 'latest')];
}
