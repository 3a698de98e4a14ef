import { describe, expect, it } from '@jest/globals';
import { portConflicts } from './port-conflicts';

describe('ports that are taken', () => {
  const used = (port: number, hostIp = '0.0.0.0', protocol = 'tcp') => ({
    ...{ port, hostIp, protocol },
    containerId: 'c',
    containerName: 'web',
  });
  const asked = (hostPort: number | undefined, hostIp?: string) => [
    { containerPort: 80, protocol: 'tcp' as const, hostPort, hostIp },
  ];
  const on = (...ports: ReturnType<typeof used>[]) => [{ hostName: 'harbor-1', ports }];

  it('are those of containers at the same address, or at all of them', () => {
    const conflict = { hostName: 'harbor-1', port: 8080, protocol: 'tcp', containerName: 'web' };
    expect(portConflicts(asked(8080), on(used(8080)))).toEqual([conflict]);
    expect(portConflicts(asked(8080, '127.0.0.1'), on(used(8080)))).toEqual([conflict]);
    expect(portConflicts(asked(8080), on(used(8080, '127.0.0.1')))).toEqual([conflict]);
  });

  it('are not those at another address, by another protocol, or any free one', () => {
    expect(portConflicts(asked(8080, '127.0.0.1'), on(used(8080, '192.0.2.1')))).toEqual([]);
    expect(portConflicts(asked(8080), on(used(8080, '0.0.0.0', 'udp')))).toEqual([]);
    expect(portConflicts(asked(undefined), on(used(8080)))).toEqual([]);
  });
});
