import { describe, expect, it } from '@jest/globals';
import type { ContainerDetail } from '@roadstead/domain';
import { leftOutOf } from './left-out';

const ID = 'ab'.repeat(32);

function detail(overrides: object = {}): ContainerDetail {
  return {
    id: ID,
    name: 'web',
    process: { groups: [] },
    portBindings: [{ containerPort: 80, protocol: 'tcp', hostPort: '8080' }],
    publishAllPorts: false,
    mounts: [{ type: 'bind', source: '/srv', destination: '/srv', mode: '', propagation: 'rprivate' }],
    networkMode: 'default',
    networks: [{ name: 'bridge', aliases: [ID.slice(0, 12)] }],
    domainname: '',
    dns: { servers: [], search: [], options: [] },
    extraHosts: [],
    limits: { memoryBytes: 64_000_000, cpus: 1, pids: 10, oomKillDisabled: false, ulimits: [] },
    log: { driver: 'json-file', options: [] },
    security: { privileged: false, options: [], devices: [], ipcMode: 'private', runtime: 'runc' },
    ...overrides,
  } as unknown as ContainerDetail;
}

describe('what the run form has no field for', () => {
  it('is nothing of an ordinary container', () => {
    expect(leftOutOf(detail())).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    [
      'ports',
      { portBindings: [{ containerPort: 81, protocol: 'udp', hostIp: '::1', hostPort: '8000-8010' }] },
      ['--publish [::1]:8000-8010:81/udp'],
    ],
    [
      'further networks and names in them',
      {
        networkMode: 'front',
        networks: [
          { name: 'back', aliases: ['db'] },
          { name: 'front', aliases: ['web', 'www'] },
        ],
      },
      ['--network back', '--network-alias db', '--network-alias www'],
    ],
    ['a network that it shares', { networkMode: 'container:abc', networks: [] }, ['--network container:abc']],
    [
      'how files of the host are mounted',
      { mounts: [{ type: 'bind', source: '/srv', destination: '/srv', mode: 'ro,Z', propagation: 'rshared' }] },
      ['--volume /srv:/srv:Z,rshared'],
    ],
    ['a mount of another type', { mounts: [{ type: 'npipe', destination: '/x' }] }, ['--mount type=npipe,target=/x']],
    [
      'devices and rights',
      {
        security: {
          options: ['no-new-privileges'],
          devices: [{ onHost: '/dev/fuse', inContainer: '/dev/fuse', permissions: 'rwm' }],
          pidMode: 'host',
        },
      },
      ['--device /dev/fuse:/dev/fuse:rwm', '--security-opt no-new-privileges', '--pid host'],
    ],
    [
      'where its log goes, without values that may be secrets',
      { log: { driver: 'splunk', options: [{ name: 'splunk-token', value: 's3cr3t' }] } },
      ['--log-driver splunk', '--log-opt splunk-token'],
    ],
    [
      'a probe that no shell runs',
      { healthCheck: { test: ['CMD', '/probe', 'a b'] } },
      ['HEALTHCHECK ["CMD","/probe","a b"]'],
    ],
  ])('is told of %s', (_, overrides, options) => {
    expect(leftOutOf(detail(overrides))).toEqual(options);
  });

  it('is not the probe of its image', () => {
    expect(leftOutOf(detail({ healthCheck: { test: ['CMD', '/probe'] } }), { healthcheck: ['CMD', '/probe'] })).toEqual(
      [],
    );
  });
});
