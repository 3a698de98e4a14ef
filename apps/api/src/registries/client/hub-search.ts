import type { FoundRepositories } from '@roadstead/contract';
import { z } from 'zod';
import type { HubAddresses } from './registry-access.js';
import type { RegistryClient } from './registry-client.js';

const MAX_SEARCH_BYTES = 4_194_304;
const PAGE_SIZE = 100;

const HubResults = z.object({
  count: z.number().optional(),
  next: z.string().nullish(),
  results: z.array(
    z.object({
      repo_name: z.string(),
      short_description: z.string().nullish(),
      star_count: z.number().int().nullish(),
      is_official: z.boolean().nullish(),
      is_automated: z.boolean().nullish(),
    }),
  ),
});

/**
 * Docker Hub's own search, best matches first, as `docker search` has it. It asks for no credential and is given none.
 * @throws RoadsteadError `registry.not-answering`, `registry.rate-limited`
 */
export async function searchHub(client: RegistryClient, hub: HubAddresses, q: string): Promise<FoundRepositories> {
  const url = new URL('/v2/search/repositories/', hub.search);
  url.search = new URLSearchParams({ query: q, page_size: String(PAGE_SIZE) }).toString();
  const answer = await client.getElsewhere(url, MAX_SEARCH_BYTES);
  const { results, next } = client.parse(answer, HubResults, 'what its search answers');
  const found = results.slice(0, PAGE_SIZE).map((result) => ({
    repository: result.repo_name,
    description: result.short_description || undefined,
    stars: result.star_count ?? undefined,
    official: result.is_official ?? undefined,
    automated: result.is_automated ?? undefined,
  }));
  return { found, partial: typeof next === 'string' && next !== '' };
}
