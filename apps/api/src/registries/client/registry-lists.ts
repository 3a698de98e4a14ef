import type { FoundRepositories, Repositories, Tags } from '@roadstead/contract';
import { z } from 'zod';
import { nextPage, pageOfWhole, pageQuery } from './page-link.js';
import { DOCKER_HUB } from './registry-access.js';
import type { RegistryClient } from './registry-client.js';
import type { RegistryAnswer } from './registry-http.js';
import { noCatalog, notShown } from './registry-refusals.js';

const MAX_LIST_BYTES = 16_777_216;
const CATALOG_PAGE = 500;
/** How much of a catalog one search looks through, and how much it lists. */
const SEARCH_PAGES = 20;
const SEARCH_MS = 15_000;
const MAX_FOUND = 100;

const Catalog = z.object({ repositories: z.array(z.string()).nullish() });
const TagList = z.object({ tags: z.array(z.string()).nullish() });

export interface PageAsked {
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/**
 * Repositories of a registry, by name.
 * @throws RoadsteadError `registry.no-catalog`, `registry.sign-in-needed`, and as `RegistryClient.get`
 */
export async function listRepositories(client: RegistryClient, asked: PageAsked): Promise<Repositories> {
  if (client.access.address === DOCKER_HUB) throw noCatalog(client.access);
  const query = pageQuery(asked.limit, asked.after);
  const answer = await client.get({ path: '_catalog', query, maxBytes: MAX_LIST_BYTES });
  if (answer.status !== 200) throw noCatalog(client.access, answer.status);
  const { repositories } = client.parse(answer, Catalog, 'its list of repositories');
  const { names, next } = onePage(repositories ?? [], answer, query, asked);
  return { repositories: names, next };
}

/**
 * Tags of a repository, in the registry's order.
 * @throws RoadsteadError `registry.image-not-found`, `registry.not-shown`, and as `RegistryClient.get`
 */
export async function listTags(client: RegistryClient, repository: string, asked: PageAsked): Promise<Tags> {
  const query = pageQuery(asked.limit, asked.after);
  const answer = await client.get({ path: `${repository}/tags/list`, query, maxBytes: MAX_LIST_BYTES });
  if (answer.status !== 200) throw notShown(client.access, repository, answer.status);
  const { tags } = client.parse(answer, TagList, 'its list of tags');
  const { names, next } = onePage(tags ?? [], answer, query, asked);
  return { tags: names, next };
}

/** Repositories with the words in their name, from as much of the catalog as is looked through. */
export async function searchCatalog(client: RegistryClient, q: string): Promise<FoundRepositories> {
  const needle = q.toLowerCase();
  const deadline = Date.now() + SEARCH_MS;
  const found: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < SEARCH_PAGES && found.length <= MAX_FOUND && Date.now() < deadline; page += 1) {
    const { repositories, next } = await listRepositories(client, { after, limit: CATALOG_PAGE });
    found.push(...repositories.filter((name) => name.includes(needle)));
    after = next;
    if (after === undefined) break;
  }
  const partial = after !== undefined || found.length > MAX_FOUND;
  return { found: found.slice(0, MAX_FOUND).map((repository) => ({ repository })), partial };
}

function onePage(names: string[], answer: RegistryAnswer, query: URLSearchParams, { limit }: PageAsked) {
  const next = nextPage(answer.header('link'), answer.url);
  if (next !== undefined) return { names, next };
  const last = query.get('last');
  const isWhole = names.length > limit || (last !== null && names.includes(last));
  return isWhole ? pageOfWhole(names, query, limit) : { names, next: undefined };
}
