/** How the control plane reaches a registry. */
export interface RegistryAccess {
  /** As references have it. */
  readonly address: string;
  readonly insecure: boolean;
  readonly credential?: { readonly username: string; readonly password: string };
}

export const DOCKER_HUB = 'docker.io';

/** Where Docker Hub is: references call it by a name that serves no registry. */
export interface HubAddresses {
  readonly registry: string;
  readonly search: string;
}
export const HUB_ADDRESSES: HubAddresses = {
  registry: 'https://registry-1.docker.io',
  search: 'https://hub.docker.com',
};

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/** Loopback registries need no TLS, as for Docker itself. */
export function mayBePlain({ address, insecure }: RegistryAccess): boolean {
  return insecure || LOOPBACK.test(address);
}
