const NAME = 'Demo';

/**
 * Shows the demo's registry on the page of registries, so that it can be searched and browsed at once. It is one and the
 * same from start to start, also when its port is another one or somebody has given it another name.
 * @param {Pick<ReturnType<typeof import('./control-plane.mjs').apiClient>, 'registries' | 'addRegistry' | 'moveRegistry'>} client
 * @param {{ address: string }} registry `host:port`
 */
export async function showDemoRegistry(client, { address }) {
  // Where the hosts share this machine's network, it is at an address that the API fetches nothing from for a user.
  if (address.startsWith('127.')) return;
  const known = await client.registries();
  if (known.some((each) => each.address === address)) return;
  const moved =
    known.find((each) => hostOf(each.address) === hostOf(address)) ?? known.find(({ name }) => name === NAME);
  if (moved) await client.moveRegistry(moved.id, address);
  else await client.addRegistry({ name: NAME, address, insecure: true });
}

/** @param {string} address */
function hostOf(address) {
  return address.split(':')[0];
}
