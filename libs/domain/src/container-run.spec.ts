import { describe, expect, it } from '@jest/globals';
import { elevationsOf, RunParams } from './container-run.js';

const problemOf = (params: object) => RunParams.safeParse({ image: 'web:1', ...params }).error?.issues[0]?.message;
const parsed = (params: object) => RunParams.parse({ image: 'web:1', ...params });

describe('what a run takes', () => {
  it('is an image alone, with what that means', () => {
    expect(parsed({})).toEqual({ image: 'web:1', pull: 'missing', start: true, env: [], ports: [], mounts: [] });
  });

  it.each<[string, object, string]>([
    ['a name that is none', { name: '-x' }, 'a container name has'],
    ['a variable without a name', { env: [{ name: '', value: 'a' }] }, 'a variable has a name'],
    [
      'a variable twice',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      'variable A is given twice',
    ],
    ['a port beyond', { ports: [{ containerPort: 70_000 }] }, 'a port is a number'],
    [
      'a port twice',
      {
        ports: [
          { containerPort: 80, hostPort: 1 },
          { containerPort: 81, hostPort: 1 },
        ],
      },
      'given twice',
    ],
    ['a port on no address', { ports: [{ containerPort: 80, hostIp: 'here' }] }, 'this is not an IP address'],
    ['a port in the host network', { network: 'host', ports: [{ containerPort: 80 }] }, 'no port can be published'],
    ['a relative path', { mounts: [{ type: 'tmpfs', target: 'tmp' }] }, 'begins with /'],
    ['little memory', { limits: { memoryBytes: 1024 } }, '6 MiB'],
    ['swap without memory', { limits: { memorySwapBytes: -1 } }, 'needs a limit of memory'],
    ['restart and removal', { autoRemove: true, restart: { policy: 'always' } }, 'choose one of the two'],
    ['retries of always', { restart: { policy: 'always', maxRetries: 3 } }, 'on-failure'],
  ])('is not %s', (_, params, words) => {
    expect(problemOf(params)).toContain(words);
  });

  it('takes the same port on two addresses, and by two protocols', () => {
    const ports = [
      { containerPort: 53, hostPort: 53, hostIp: '127.0.0.1' },
      { containerPort: 53, hostPort: 53, hostIp: '::1' },
      { containerPort: 53, hostPort: 53, protocol: 'udp' },
    ];
    expect(problemOf({ ports })).toBeUndefined();
  });
});

describe('what gives a container the host', () => {
  it.each<[object, string[]]>([
    [{ capAdd: ['NET_RAW', 'CAP_CHOWN'], mounts: [{ type: 'volume', target: '/data' }], network: 'bridge' }, []],
    [{ privileged: true }, ['privileged']],
    [{ network: 'host' }, ['host-network']],
    [{ mounts: [{ type: 'bind', source: '/', target: '/host', readOnly: true }] }, ['bind-mount']],
    [{ capAdd: ['SYS_ADMIN'] }, ['capability']],
    [{ capAdd: ['ALL'], privileged: true }, ['privileged', 'capability']],
  ])('of %j is %j', (params, elevations) => {
    expect(elevationsOf(parsed(params))).toEqual(elevations);
  });
});
