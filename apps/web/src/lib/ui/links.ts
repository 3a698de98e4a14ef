/** Addresses of the pages that show one thing; ids go in the query, because the pages are plain files. */
export const hrefTo = {
  host: (id: string) => `/hosts/detail/?id=${id}`,
  container: (hostId: string, id: string) => `/containers/detail/?host=${hostId}&id=${id}`,
  image: (id: string) => `/images/detail/?id=${encodeURIComponent(id)}`,
  /** By chain id, or what one has of it. */
  layer: (id: string) => `/audit/layers/detail/?id=${encodeURIComponent(id)}`,
  job: (id: string) => `/jobs/detail/?id=${id}`,
  batch: (id: string) => `/jobs/batch/?id=${id}`,
  registry: (id: string) => `/registries/detail/?id=${id}`,
  /** What a reference with tag named over time. */
  tag: (reference: string) => {
    const colon = reference.lastIndexOf(':');
    const [repository, tag] = [reference.slice(0, colon), reference.slice(colon + 1)];
    return `/audit/tags/?repository=${encodeURIComponent(repository)}&tag=${encodeURIComponent(tag)}`;
  },
  /** Their logs, merged by time. */
  logs: (containers: readonly { hostId: string; id: string }[]) =>
    `/logs/?containers=${containers.map(({ hostId, id }) => `${hostId}/${id}`).join(',')}`,
};
