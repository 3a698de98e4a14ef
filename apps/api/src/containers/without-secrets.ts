import type { ContainerInspection } from '@roadstead/contract';

/** Options of Docker's log drivers that say how and where, and never with which credential. */
const OPEN_LOG_OPTIONS = new Set([
  'max-size',
  'max-file',
  'max-buffer-size',
  'mode',
  'compress',
  'tag',
  'labels',
  'labels-regex',
  'env',
  'env-regex',
]);

/** Values of the environment and of log options are left out; their names stay. */
export function withoutSecrets(detail: ContainerInspection): ContainerInspection {
  const { environment, log } = detail;
  return {
    ...detail,
    environment: environment.map(({ name }) => ({ name })),
    log: { ...log, options: log.options.map((each) => (OPEN_LOG_OPTIONS.has(each.name) ? each : { name: each.name })) },
  };
}

/** What a probe prints is as a log. */
export function withoutProbeOutput(detail: ContainerInspection): ContainerInspection {
  return { ...detail, healthLog: detail.healthLog.map(({ output: _output, ...probe }) => probe) };
}
