import { Digest, Network, NetworkSpec, Volume, VolumeSpec } from '@roadstead/domain';
import { z } from 'zod';

/** As many volumes, or networks, are told of; a host that has more says how many. */
export const MAX_RESOURCES = 2000;

export const VolumeList = z.object({ volumes: z.array(Volume).max(MAX_RESOURCES), total: z.int() });
export type VolumeList = z.infer<typeof VolumeList>;
/** `withSizes`: counts them, which takes the engine a while. */
export const VolumeListRequest = z.object({ withSizes: z.boolean() });
export const VolumeCreateRequest = VolumeSpec;
/** `force`: where the driver does not answer, the volume is forgotten all the same. */
export const VolumeRemoveRequest = z.object({ name: z.string().min(1).max(255), force: z.boolean() });

export const NetworkList = z.object({ networks: z.array(Network).max(MAX_RESOURCES), total: z.int() });
export type NetworkList = z.infer<typeof NetworkList>;
export const NetworkCreateRequest = NetworkSpec;
/** By id: names of networks need not be unique. */
export const NetworkRemoveRequest = z.object({ id: z.string().min(1).max(128) });

export const ImageLocationRequest = z.object({ imageId: Digest });
