import type { ContainerDetail, ImageConfig } from '@roadstead/domain';
import { isImagesHealthCheck, isRunPort } from './draft-of-detail';

/** What engines set by themselves, or take for nothing. */
const USUAL = {
  logDriver: ['', 'json-file'],
  ipc: ['private', 'shareable'],
  runtime: ['runc', 'io.containerd.runc.v2'],
  propagation: ['rprivate'],
  mounts: ['bind', 'volume', 'tmpfs'],
  modes: ['z', 'Z'],
};

/**
 * Settings of a container for which the run form has no field, as options of `docker run`; without the values of the log
 * driver's, which may be secrets.
 */
export function leftOutOf(detail: ContainerDetail, image: ImageConfig = {}): string[] {
  const { process, limits, security, log, dns } = detail;
  const one = (option: string, value: string | number | undefined) =>
    value === undefined || value === '' ? [] : [`--${option} ${value}`];
  const each = (option: string, values: readonly string[] = []) => values.flatMap((value) => one(option, value));
  const unless = (usual: readonly string[], value: string | undefined) =>
    value !== undefined && usual.includes(value) ? undefined : value;
  return [
    ...each('publish', detail.portBindings.filter((port) => !isRunPort(port)).map(bindingText)),
    ...(detail.publishAllPorts ? ['--publish-all'] : []),
    ...each('network', otherNetworks(detail)),
    ...each('network-alias', aliases(detail)),
    ...one('domainname', detail.domainname),
    ...each('dns', dns.servers),
    ...each('dns-search', dns.search),
    ...each('dns-option', dns.options),
    ...each('add-host', detail.extraHosts),
    ...detail.mounts.flatMap(mountOf),
    ...each('group-add', process.groups),
    ...one('memory-reservation', limits.memoryReservationBytes),
    ...one('cpu-shares', limits.cpuShares),
    ...one('cpu-quota', limits.cpuQuota),
    ...one('cpu-period', limits.cpuPeriod),
    ...one('cpuset-cpus', limits.cpusetCpus),
    ...one('oom-score-adj', limits.oomScoreAdjust),
    ...(limits.oomKillDisabled ? ['--oom-kill-disable'] : []),
    ...each(
      'ulimit',
      limits.ulimits.map(({ name, soft, hard }) => `${name}=${soft}:${hard}`),
    ),
    ...each(
      'device',
      security.devices.map(({ onHost, inContainer, permissions }) => `${onHost}:${inContainer}:${permissions}`),
    ),
    // What an engine adds to a privileged one by itself.
    ...(security.privileged ? [] : each('security-opt', security.options)),
    ...one('pid', security.pidMode),
    ...one('ipc', unless(USUAL.ipc, security.ipcMode)),
    ...one('userns', security.usernsMode),
    ...one('runtime', unless(USUAL.runtime, security.runtime)),
    ...one('log-driver', unless(USUAL.logDriver, log.driver)),
    ...each(
      'log-opt',
      log.options.map(({ name }) => name),
    ),
    ...healthCheckOf(detail, image),
  ];
}

function bindingText({
  hostIp,
  hostPort = '',
  containerPort,
  protocol,
}: ContainerDetail['portBindings'][number]): string {
  const address = hostIp?.includes(':') ? `[${hostIp}]:` : hostIp === undefined ? '' : `${hostIp}:`;
  return `${address}${hostPort}:${containerPort}/${protocol}`;
}

function otherNetworks({ networkMode, networks }: ContainerDetail): string[] {
  const first = networkMode === 'default' ? 'bridge' : networkMode;
  const others = networks.map(({ name }) => name).filter((name) => name !== first);
  return networkMode.startsWith('container:') ? [networkMode] : others;
}

/** The engine's own is the beginning of the container's id. */
function aliases({ id, name: own, networks }: ContainerDetail): string[] {
  const all = networks.flatMap((network) => network.aliases).filter((alias) => !id.startsWith(alias) && alias !== own);
  return [...new Set(all)];
}

function mountOf({ type, source, destination, mode, propagation = '' }: ContainerDetail['mounts'][number]): string[] {
  if (!USUAL.mounts.includes(type)) return [`--mount type=${type},target=${destination}`];
  if (type !== 'bind') return [];
  const options = [
    ...mode.split(',').filter((each) => USUAL.modes.includes(each)),
    ...(propagation === '' || USUAL.propagation.includes(propagation) ? [] : [propagation]),
  ];
  return options.length === 0 ? [] : [`--volume ${source}:${destination}:${options.join(',')}`];
}

function healthCheckOf({ healthCheck }: ContainerDetail, image: ImageConfig): string[] {
  if (healthCheck === undefined || isImagesHealthCheck(healthCheck, image)) return [];
  return healthCheck.test[0] === 'CMD-SHELL' ? [] : [`HEALTHCHECK ${JSON.stringify(healthCheck.test)}`];
}
