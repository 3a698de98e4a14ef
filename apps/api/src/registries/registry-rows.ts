import { type Registry, RegistryCheck } from '@roadstead/contract';
import { HostId } from '@roadstead/domain';

/** As it is stored: the password sealed. */
export interface StoredRegistry {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly username: string | null;
  readonly password: Uint8Array | null;
  readonly insecure: boolean;
  readonly allowedUsers: string[];
  readonly allowedHostIds: string[];
  readonly lastCheck: unknown;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** As it may be shown. */
export function toRegistry({
  username,
  password,
  lastCheck,
  createdAt,
  allowedHostIds,
  ...row
}: StoredRegistry): Registry {
  return {
    ...row,
    username: username ?? undefined,
    hasPassword: password !== null,
    allowedHostIds: allowedHostIds.map((id) => HostId.parse(id)),
    lastCheck: RegistryCheck.safeParse(lastCheck).data,
    createdAt: createdAt.toISOString(),
  };
}
