import type { HostId } from '@roadstead/domain';
import type { Prisma } from '../platform/prisma/generated/client.js';

/** What the statements of one message share: the transaction that holds the lock on the host's row. */
export interface IngestScope {
  readonly tx: Prisma.TransactionClient;
  readonly hostId: HostId;
  /** The message is a list: what differs from before changed at an unknown moment in the gap that it ends. */
  readonly gap: boolean;
}

/** Something of the host that changed, and when, by the host's clock. */
export interface Touched<Id extends string> {
  readonly id: Id;
  readonly at: string;
}
