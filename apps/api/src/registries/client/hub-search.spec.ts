import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AddressGuard } from '../../platform/fetch/address-guard.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import { searchHub } from './hub-search.js';
import { RegistryClient } from './registry-client.js';

/** As hub.docker.com answers, cut short. */
const RECORDED = {
  count: 2,
  next: 'https://hub.docker.com/v2/search/repositories/?page=2&page_size=100&query=nginx',
  previous: '',
  results: [
    {
      repo_name: 'nginx',
      short_description: 'Official build of Nginx.',
      star_count: 20713,
      pull_count: 12_700_000_000,
      repo_owner: '',
      is_automated: false,
      is_official: true,
    },
    { repo_name: 'someone/nginx', short_description: '', star_count: 0, is_automated: true, is_official: false },
  ],
};

describe('searchHub', () => {
  let server: Server;
  let search: (q: string, at?: string) => ReturnType<typeof searchHub>;
  const seen: { url?: string; authorization?: string }[] = [];

  beforeAll(async () => {
    server = createServer(({ url, headers }, response) => {
      seen.push({ url, authorization: headers.authorization });
      const isBroken = url?.includes('query=broken');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(isBroken ? '<html>' : JSON.stringify(RECORDED));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fetcher = new GuardedFetch(new AddressGuard({ allowedAddresses: ['127.0.0.0/8'] }));
    const credential = { username: 'anna', password: 'secret' };
    const client = new RegistryClient(fetcher, { address: 'docker.io', insecure: false, credential });
    search = (q, at = hub) => searchHub(client, { registry: at, search: at }, q);
  });
  afterAll(() => void server.close());

  it('tells name, description, stars, and whether it is official or automated', async () => {
    expect(await search('nginx & co')).toEqual({
      partial: true,
      found: [
        {
          repository: 'nginx',
          description: 'Official build of Nginx.',
          stars: 20713,
          official: true,
          automated: false,
        },
        { repository: 'someone/nginx', description: undefined, stars: 0, official: false, automated: true },
      ],
    });
  });

  it('asks for just what was typed, and shows nobody the credential', () => {
    expect(seen).toEqual([
      { url: '/v2/search/repositories/?query=nginx+%26+co&page_size=100', authorization: undefined },
    ]);
  });

  it('says that it cannot be reached, and why', async () => {
    const unreachable = search('nginx', 'http://127.0.0.1:1');
    await expect(unreachable).rejects.toThrow(/docker\.io: nothing listens there/);
    await expect(unreachable).rejects.toMatchObject({ code: 'registry.not-answering' });
  });

  it('says when the answer makes no sense', async () => {
    await expect(search('broken')).rejects.toThrow(/docker\.io: what its search answers cannot be understood/);
  });
});
