import { z } from 'zod';
import { Labels } from './host.js';
import { ContainerId } from './ids.js';

/** Docker's own grammar. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$/;

/** A container that uses a volume or a network. */
export const ResourceUser = z.object({ containerId: ContainerId, name: z.string(), running: z.boolean() });
export type ResourceUser = z.infer<typeof ResourceUser>;

export const VolumeName = z
  .string()
  .regex(
    NAME,
    'a volume is named by two or more letters, digits, dots, dashes and underscores, a letter or digit first',
  );

/** A volume of a host. */
export const Volume = z.object({
  name: z.string(),
  /** Nobody named it: the engine did, for one container. */
  anonymous: z.boolean(),
  driver: z.string(),
  scope: z.string(),
  mountpoint: z.string(),
  createdAt: z.iso.datetime({ offset: true }).optional(),
  labels: Labels,
  options: Labels,
  /** Absent where it was not counted, or where the driver does not tell. */
  sizeBytes: z.number().nonnegative().optional(),
  usedBy: z.array(ResourceUser),
});
export type Volume = z.infer<typeof Volume>;

const DriverName = z.string().regex(/^[a-zA-Z0-9][\w./:-]{0,127}$/, 'this is not the name of a driver');
const Option = z.record(z.string().min(1).max(255), z.string().max(4096));

export const VolumeSpec = z.object({
  /** Absent: the engine makes one up. */
  name: VolumeName.optional(),
  driver: DriverName.default('local'),
  options: Option.default({}),
  labels: Option.default({}),
});
export type VolumeSpec = z.infer<typeof VolumeSpec>;
