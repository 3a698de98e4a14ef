import type { RunParams } from '@roadstead/domain';
import { bytesText } from '../build/byte-size';
import { commandLine } from '../images/command-line';
import { portText } from './run-lines';

/** The same as a line for a shell, with a break before each option. An entrypoint's arguments stand before the command. */
export function dockerRunLine(params: RunParams): string {
  const { image, entrypoint, command = [] } = params;
  const [program, ...more] = entrypoint ?? [];
  const options = [
    ...(params.start ? ['--detach'] : []),
    ...optionsOf(params),
    ...(entrypoint === undefined ? [] : [`--entrypoint ${commandLine([program ?? ''])}`]),
  ];
  const verb = params.start ? 'docker run' : 'docker create';
  return [verb, ...options, commandLine([image, ...more, ...command])].join(' \\\n  ');
}

function optionsOf(params: RunParams): string[] {
  const { limits = {}, restart, healthCheck } = params;
  const one = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name} ${commandLine([String(value)])}`];
  const many = (name: string, values: readonly string[] = []) => values.flatMap((value) => one(name, value));
  const flag = (name: string, isSet: boolean | undefined) => (isSet ? [`--${name}`] : []);
  const bytes = (value: number | undefined) => (value === undefined ? undefined : bytesText(value));
  return [
    ...(params.pull === 'missing' ? [] : one('pull', params.pull)),
    ...one('name', params.name),
    ...flag('interactive', params.interactive),
    ...flag('tty', params.tty),
    ...flag('rm', params.autoRemove),
    ...flag('init', params.init),
    ...flag('read-only', params.readOnlyRoot),
    ...flag('privileged', params.privileged),
    ...many(
      'env',
      params.env.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)),
    ),
    ...many(
      'label',
      Object.entries(params.labels ?? {}).map(([name, value]) => `${name}=${value}`),
    ),
    ...many('publish', params.ports.map(portText)),
    ...params.mounts.flatMap((mount) => one('mount', mountOption(mount))),
    ...one('network', params.network),
    ...one('hostname', params.hostname),
    ...one('user', params.user),
    ...one('workdir', params.workdir),
    ...one('restart', restart && restartText(restart)),
    ...one('memory', bytes(limits.memoryBytes)),
    ...one('memory-swap', bytes(limits.memorySwapBytes)),
    ...one('cpus', limits.cpus),
    ...one('pids-limit', limits.pids),
    ...one('shm-size', bytes(limits.shmBytes)),
    ...many('cap-add', params.capAdd),
    ...many('cap-drop', params.capDrop),
    ...one('stop-signal', params.stopSignal),
    ...one('stop-timeout', params.stopTimeoutSeconds),
    ...flag('no-healthcheck', healthCheck?.type === 'none'),
    ...(healthCheck?.type === 'shell'
      ? [
          ...one('health-cmd', healthCheck.command),
          ...one('health-interval', seconds(healthCheck.intervalSeconds)),
          ...one('health-timeout', seconds(healthCheck.timeoutSeconds)),
          ...one('health-start-period', seconds(healthCheck.startPeriodSeconds)),
          ...one('health-retries', healthCheck.retries),
        ]
      : []),
  ];
}

export function restartText({ policy, maxRetries }: NonNullable<RunParams['restart']>): string {
  return policy === 'on-failure' && maxRetries !== undefined ? `${policy}:${maxRetries}` : policy;
}

export function seconds(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}s`;
}

function mountOption(mount: RunParams['mounts'][number]): string {
  const { type, target } = mount;
  const fields = [
    ['type', type],
    ...('source' in mount && mount.source ? [['source', mount.source]] : []),
    ['target', target],
  ];
  if (mount.type === 'tmpfs' && mount.sizeBytes !== undefined) fields.push(['tmpfs-size', String(mount.sizeBytes)]);
  const words = fields.map(([name, value]) => csvField(`${name}=${value}`));
  return [...words, ...('readOnly' in mount && mount.readOnly ? ['readonly'] : [])].join(',');
}

/** Docker reads the option as a line of CSV. */
function csvField(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
