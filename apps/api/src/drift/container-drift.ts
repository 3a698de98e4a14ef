import type { Drift } from '@roadstead/contract';
import type { Prisma } from '../platform/prisma/generated/client.js';

/** A kind of drift that is told of container by container. */
export interface ContainerDrift<Row extends DriftedRow> {
  /** The containers `c` on the hosts `h`, and what shows that they have drifted so. */
  readonly from: Prisma.Sql;
  readonly where: Prisma.Sql;
  /** What is selected of each next to what every kind has. */
  readonly columns: Prisma.Sql;
  /** The rows of one page, which are `page`, with what is looked up for them alone. */
  detailed(page: Prisma.Sql): Prisma.Sql;
  toDrift(row: Row): Drift;
}

/** What every kind has of a container. */
export interface DriftedRow {
  host_id: string;
  host_name: string;
  host_status: string;
  data_as_of: Date | null;
  id: string;
  name: string;
  state: string;
  image_reference: string;
  tag_reference: string;
  image_id: string;
}

/** What every kind tells of a container, to be checked with the rest of it. */
export function containerOf(row: DriftedRow) {
  return {
    hostId: row.host_id,
    hostName: row.host_name,
    hostStatus: row.host_status,
    dataAsOf: (row.data_as_of ?? new Date(0)).toISOString(),
    containerId: row.id,
    containerName: row.name,
    state: row.state,
    imageReference: row.image_reference,
    reference: row.tag_reference,
    runs: row.image_id,
  };
}
