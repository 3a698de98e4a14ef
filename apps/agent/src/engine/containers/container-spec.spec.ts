import { describe, expect, it } from '@jest/globals';
import { JobId, RunParams } from '@roadstead/domain';
import { containerSpec } from './container-spec.js';

const jobId = JobId.parse('01990000-0000-7000-8000-000000000001');
const spec = (params: object) =>
  JSON.parse(JSON.stringify(containerSpec(RunParams.parse({ image: 'web:1', ...params }), 'web:1', jobId)));

describe('what the engine is asked to create', () => {
  it('is marked as the work of its job, and has nothing that was not asked for', () => {
    expect(spec({})).toEqual({
      Image: 'web:1',
      Env: [],
      Labels: { 'io.roadstead.job': jobId },
      ExposedPorts: {},
      HostConfig: { PortBindings: {}, Mounts: [] },
    });
  });

  it('clears an entrypoint with one empty word', () => {
    expect(spec({ entrypoint: [] }).Entrypoint).toEqual(['']);
    expect(spec({ entrypoint: ['/bin/sh', '-c'] }).Entrypoint).toEqual(['/bin/sh', '-c']);
  });

  it('binds one port of the container to several of the host', () => {
    const ports = [
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 80, hostIp: '127.0.0.1' },
    ];
    const { ExposedPorts, HostConfig } = spec({ ports });
    expect(ExposedPorts).toEqual({ '80/tcp': {} });
    expect(HostConfig.PortBindings).toEqual({
      '80/tcp': [
        { HostIp: '', HostPort: '8080' },
        { HostIp: '127.0.0.1', HostPort: '' },
      ],
    });
  });

  it('has limits, mounts and a health check in the units of the engine', () => {
    const { HostConfig, Healthcheck, Env } = spec({
      env: [{ name: 'A', value: 'x=y' }, { name: 'HIDDEN' }],
      limits: { memoryBytes: 67_108_864, memorySwapBytes: -1, cpus: 0.5, pids: 100, shmBytes: 4096 },
      mounts: [
        { type: 'bind', source: '/srv', target: '/srv', readOnly: true },
        { type: 'volume', source: 'data', target: '/data' },
        { type: 'tmpfs', target: '/tmp', sizeBytes: 8192 },
      ],
      restart: { policy: 'on-failure', maxRetries: 3 },
      healthCheck: { type: 'shell', command: 'true', intervalSeconds: 1.5, retries: 2 },
    });
    expect(Env).toEqual(['A=x=y']);
    expect(HostConfig).toEqual({
      PortBindings: {},
      Mounts: [
        { Type: 'bind', Source: '/srv', Target: '/srv', ReadOnly: true },
        { Type: 'volume', Source: 'data', Target: '/data', ReadOnly: false },
        { Type: 'tmpfs', Target: '/tmp', TmpfsOptions: { SizeBytes: 8192 } },
      ],
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      Memory: 67_108_864,
      MemorySwap: -1,
      NanoCpus: 5e8,
      PidsLimit: 100,
      ShmSize: 4096,
    });
    expect(Healthcheck).toEqual({ Test: ['CMD-SHELL', 'true'], Interval: 1.5e9, Retries: 2 });
    expect(spec({ healthCheck: { type: 'none' } }).Healthcheck).toEqual({ Test: ['NONE'] });
  });
});
