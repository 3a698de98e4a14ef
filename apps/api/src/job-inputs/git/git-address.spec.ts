import { describe, expect, it } from '@jest/globals';
import { AddressGuard } from '../../platform/fetch/address-guard.js';
import { pinnedAddress } from './git-address.js';

const addresses = [
  { address: '192.0.2.7', family: 4 },
  { address: '2001:db8::7', family: 6 },
];

/** What a name server says of every name. */
const guard = new AddressGuard({ allowedAddresses: [] });
const asked: string[] = [];
guard.resolve = async (host) => {
  asked.push(host);
  return addresses;
};

describe('pinnedAddress', () => {
  it('holds curl to the addresses that were judged, on the port that is asked', async () => {
    for (const [url, setting] of [
      ['https://example.com/a.git', 'example.com:443:192.0.2.7,[2001:db8::7]'],
      ['http://example.com/a.git', 'example.com:80:192.0.2.7,[2001:db8::7]'],
      ['https://me@EXAMPLE.com:8443/a.git', 'example.com:8443:192.0.2.7,[2001:db8::7]'],
    ] as const) {
      expect((await pinnedAddress(url, guard)).config).toEqual([`http.curloptResolve=${setting}`]);
    }
  });

  it('gives git the URL as it was read here, so that there is no second reading of it', async () => {
    const { url } = await pinnedAddress('http://example.com\\@127.0.0.1/a.git', guard);
    expect([url, asked.at(-1)]).toEqual(['http://example.com/@127.0.0.1/a.git', 'example.com']);
  });

  it('an address in the place of a name needs no pin', async () => {
    expect(await pinnedAddress('http://[2001:db8::7]:81/a', guard)).toEqual({
      url: 'http://[2001:db8::7]:81/a',
      config: [],
      env: {},
    });
  });

  it('holds ssh to the address, and looks for the key of the host under its name', async () => {
    for (const url of ['git@example.com:team/shop.git', 'ssh://git@example.com:2222/team/shop.git']) {
      const { url: same, env } = await pinnedAddress(url, guard);
      expect(same).toBe(url);
      expect(env.GIT_SSH_COMMAND).toMatch(/^ssh -o BatchMode=yes .*-o HostKeyAlias=example.com -o HostName=192.0.2.7$/);
    }
  });

  it.each(['ssh://git@a;touch$IFS/x', 'ssh://git@$(id)/x', "ssh://git@a'b/x", 'ssh://git@a`b`/x', 'ssh://git@a&b/x'])(
    'refuses %s: nothing of a user gets into words for a shell',
    async (url) => {
      await expect(pinnedAddress(url, guard)).rejects.toMatchObject({ code: 'git.unreachable' });
    },
  );

  it('gives the git protocol the address itself', async () => {
    expect((await pinnedAddress('git://example.com/a.git', guard)).url).toBe('git://192.0.2.7/a.git');
    expect((await pinnedAddress('git://example.com@example.com:9/a.git', guard)).url).toBe('git://192.0.2.7:9/a.git');
  });
});
