import type { Readable } from 'node:stream';
import type { JobParams } from '@roadstead/domain';
import { type RegistryCredential, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import type { StreamCall } from '../engine-api.js';
import { registryConfig } from '../registry-auth.js';

type BuildParams = JobParams<'image.build'>;
type Call = Pick<StreamCall, 'method' | 'path' | 'query' | 'body' | 'registryConfig'>;

// Neither call has a tag: the image gets its names when it is whole. Neither ever has `networkmode`, `extrahosts` or an
// address as `remote`: by those a build reaches into the host's own network.

/**
 * @param buildId names the build for `cancelCall`
 * @param session of the connection on which the engine asks for the context
 */
export function buildKitCall(params: BuildParams, buildId: string, session: string): Call {
  // No `pull`: base images have been pulled before, by the engine itself, which tells their layers.
  const query = { ...commonQuery(params), version: '2', buildid: buildId, remote: 'client-session', session };
  return { method: 'POST', path: '/build', query };
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
  const body = { stream: context, mediaType: TAR_MEDIA_TYPE };
  return { method: 'POST', path: '/build', query, body, registryConfig: registryConfig(credentials) };
}

/** Where the Dockerfile is in the context. */
export function dockerfileOf(source: BuildParams['source']): string {
  return (source.type === 'dockerfile' ? undefined : source.dockerfile) ?? 'Dockerfile';
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
