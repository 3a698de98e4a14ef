import { describe, expect, it } from '@jest/globals';
import { mountText, parseMount, parsePort, portText } from './run-lines';

describe('a line of a port', () => {
  it.each([
    ['80', { containerPort: 80, protocol: 'tcp' }],
    ['8080:80', { containerPort: 80, hostPort: 8080, protocol: 'tcp' }],
    ['127.0.0.1:8080:80', { containerPort: 80, hostPort: 8080, hostIp: '127.0.0.1', protocol: 'tcp' }],
    ['127.0.0.1::80', { containerPort: 80, hostIp: '127.0.0.1', protocol: 'tcp' }],
    ['[::1]:53:53/udp', { containerPort: 53, hostPort: 53, hostIp: '::1', protocol: 'udp' }],
  ])('%s is read, and written again', (line, port) => {
    const read = parsePort(line);
    expect(read).toEqual(port);
    expect(read && portText(read)).toBe(line);
  });

  it.each(['', 'http', '0', '70000', '8080:', '8000-8010:80', '80/icmp', 'host:80:80', '1:2:3:4'])(
    '%p is none',
    (line) => {
      expect(parsePort(line)).toBeUndefined();
    },
  );
});

describe('a line of a mount', () => {
  it.each([
    ['/data', { type: 'volume', target: '/data', readOnly: false }],
    ['data:/data', { type: 'volume', source: 'data', target: '/data', readOnly: false }],
    ['/srv/www:/www:ro', { type: 'bind', source: '/srv/www', target: '/www', readOnly: true }],
    ['tmpfs:/tmp', { type: 'tmpfs', target: '/tmp' }],
    ['tmpfs:/tmp:64m', { type: 'tmpfs', target: '/tmp', sizeBytes: 67_108_864 }],
  ])('%s is read, and written again', (line, mount) => {
    const read = parseMount(line);
    expect(read).toEqual(mount);
    expect(read && mountText(read)).toBe(line);
  });

  it.each(['data', './here:/data', 'data:relative', 'data:/data:z', 'tmpfs:/tmp:many', 'a:/b:ro:x'])(
    '%p is none',
    (line) => {
      expect(parseMount(line)).toBeUndefined();
    },
  );
});
