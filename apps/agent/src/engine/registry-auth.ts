import type { RegistryCredential } from '@roadstead/protocol';

/** The address under which engines know Docker Hub's credential; the containerd store takes no other for it. */
const HUB_ADDRESS = 'https://index.docker.io/v1/';

/** For `X-Registry-Auth`: one registry's credential; none is `{}`, for a push wants the header in any case. */
export function registryAuth(credential: RegistryCredential | undefined): object {
  if (credential === undefined) return {};
  const { serverAddress, username, password } = credential;
  return { username, password, serveraddress: engineAddress(serverAddress) };
}

/** For `X-Registry-Config` of the classic builder: credentials by registry. */
export function registryConfig(credentials: readonly RegistryCredential[]): object {
  return Object.fromEntries(
    credentials.map(({ serverAddress, username, password }) => [engineAddress(serverAddress), { username, password }]),
  );
}

function engineAddress(serverAddress: string): string {
  return serverAddress === 'docker.io' ? HUB_ADDRESS : serverAddress;
}
