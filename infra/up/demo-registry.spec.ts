import { describe, expect, it } from '@jest/globals';
import { showDemoRegistry } from './demo-registry.mjs';

interface Known {
  id: string;
  name: string;
  address: string;
}

/** The API's registries, in memory. */
function clientWith(...registries: Known[]) {
  return {
    all: registries,
    registries: async () => registries,
    addRegistry: async (registry: { name: string; address: string }) => {
      registries.push({ id: `r${registries.length}`, ...registry });
    },
    moveRegistry: async (id: string, address: string) => {
      for (const registry of registries) if (registry.id === id) registry.address = address;
    },
  };
}

describe('the registry of the demo', () => {
  const work = { id: 'work', name: 'Work', address: 'registry.example.com' };

  it('is added once, beside those that are there', async () => {
    const client = clientWith(work);
    await showDemoRegistry(client, { address: '198.18.0.1:5000' });
    await showDemoRegistry(client, { address: '198.18.0.1:5000' });
    expect(client.all.map(({ name, address }) => [name, address])).toEqual([
      ['Work', 'registry.example.com'],
      ['Demo', '198.18.0.1:5000'],
    ]);
  });

  it.each([
    ['another port', 'Demo', '198.18.0.1:6000'],
    ['another network', 'Demo', '198.18.4.1:5000'],
    ['another port and a name of the user’s', 'Harbour', '198.18.0.1:6000'],
  ])('is the same one with %s', async (_, name, address) => {
    const client = clientWith(work, { id: 'demo', name, address: '198.18.0.1:5000' });
    await showDemoRegistry(client, { address });
    expect(client.all).toEqual([work, { id: 'demo', name, address }]);
  });

  it('is not shown where the API would refuse to ask it', async () => {
    const client = clientWith();
    await showDemoRegistry(client, { address: '127.0.0.1:5000' });
    expect(client.all).toEqual([]);
  });
});
