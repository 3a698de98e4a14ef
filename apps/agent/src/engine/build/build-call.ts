import type { Readable } from 'node:stream';
import type { JobParams } from '@roadstead/domain';
import { type RegistryCredential, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import type { StreamCall } from '../engine-api.js';
import { registryConfig } from '../registry-auth.js';

type BuildParams = JobParams<'image.build'>;
type Call = Pick<StreamCall, 'method' | 'path' | 'query' | 'body' | 'registryConfig'>;

// Neither call has a tag: the image gets its names when it is whole. Neither ever has `networkmode`, `remote` or
// `extrahosts`: by those a build reaches into the host's own network.

/**
 * @param context a plain tar
 * @param buildId names the build for `cancelCall`
 */
export function buildKitCall(params: BuildParams, context: Readable, buildId: string): Call {
  // No `pull`: base images have been pulled before, with the credentials that BuildKit would not take.
  return call({ ...commonQuery(params), version: '2', buildid: buildId }, context);
}

export function cancelCall(buildId: string): Call {
  return { method: 'POST', path: '/build/cancel', query: { id: buildId } };
}

/** @param context a plain tar */
export function classicCall(params: BuildParams, context: Readable, credentials: readonly RegistryCredential[]): Call {
  const { pullBase, limits = {} } = params;
  const { memoryBytes, memorySwapBytes, cpuShares, cpuQuota, cpuPeriod, cpusetCpus } = limits;
  const query = {
    ...commonQuery(params),
    version: '1',
    pull: pullBase,
    // Containers of failed steps would stay.
    forcerm: true,
    memory: memoryBytes,
    memswap: memorySwapBytes,
    cpushares: cpuShares,
    cpuquota: cpuQuota,
    cpuperiod: cpuPeriod,
    cpusetcpus: cpusetCpus,
  };
  return { ...call(query, context), registryConfig: registryConfig(credentials) };
}

/** Where the Dockerfile is in the context. */
export function dockerfileOf(source: BuildParams['source']): string {
  return (source.type === 'dockerfile' ? undefined : source.dockerfile) ?? 'Dockerfile';
}

function call(query: StreamCall['query'], context: Readable): Call {
  return { method: 'POST', path: '/build', query, body: { stream: context, mediaType: TAR_MEDIA_TYPE } };
}

function commonQuery({ source, buildArgs, labels, target, noCache, platform }: BuildParams) {
  return {
    dockerfile: dockerfileOf(source),
    buildargs: buildArgs && JSON.stringify(buildArgs),
    labels: labels && JSON.stringify(labels),
    target,
    nocache: noCache,
    platform,
  };
}
