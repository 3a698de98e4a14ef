import { describe, expect, it } from '@jest/globals';
import { portTexts } from './ports';

describe('ports', () => {
  it('are written once where the engine lists IPv4 and IPv6, published ones first', () => {
    const ports = [
      { containerPort: 443, protocol: 'tcp' },
      { containerPort: 80, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080 },
      { containerPort: 80, protocol: 'tcp', hostIp: '::', hostPort: 8080 },
    ];
    expect(portTexts(ports)).toEqual(['8080→80/tcp', '443/tcp']);
  });

  it('keep an address that narrows who can reach them', () => {
    expect(portTexts([{ containerPort: 80, protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 8080 }])).toEqual([
      '127.0.0.1:8080→80/tcp',
    ]);
  });
});
