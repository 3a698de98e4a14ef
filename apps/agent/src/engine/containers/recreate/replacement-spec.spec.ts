import { describe, expect, it } from '@jest/globals';
import type { JobId } from '@roadstead/domain';
import { Recreatable } from './recreatable.js';
import { replacementSpec } from './replacement-spec.js';

const ID = 'c0ffee'.padEnd(64, '0');
const OLD_IMAGE = 'sha256:old';
const MARKS = { jobId: 'j' as JobId, recreates: '{}' };

interface Given {
  Config?: object;
  HostConfig?: object;
  Mounts?: object[];
  Networks?: object;
}

function specOf({ Config, HostConfig, Mounts, Networks }: Given) {
  const old = Recreatable.parse({
    Id: ID,
    Name: '/web',
    Image: OLD_IMAGE,
    State: { Status: 'running' },
    Config: { Image: 'web:1', Hostname: ID.slice(0, 12), ...Config },
    HostConfig: { NetworkMode: 'default', ...HostConfig },
    Mounts,
    NetworkSettings: { Networks },
  });
  const spec = replacementSpec(old, {}, { name: 'web:1', engineId: 'sha256:new' }, MARKS);
  return JSON.parse(JSON.stringify(spec)) as {
    body: { Hostname?: string; Labels: object; HostConfig: Record<string, unknown>; NetworkingConfig?: object };
    networks: object[];
    leaves?: string;
  };
}

describe('the settings of a replacement', () => {
  it('are the old one’s, whatever they are, with what the engine chose itself left out', () => {
    const HostConfig = { NetworkMode: 'host', Memory: 5, SomethingNew: { a: 1 }, ContainerIDFile: '/tmp/id' };
    const { body } = specOf({ HostConfig, Config: { Tty: true, Domainname: 'lan' } });
    expect(body).toMatchObject({ Image: 'web:1', Tty: true });
    expect(body.HostConfig).toEqual({
      ...{ NetworkMode: 'host', AutoRemove: false, Memory: 5, SomethingNew: { a: 1 } },
      ...{ Binds: [], Mounts: [] },
    });
    expect(body.Hostname).toBeUndefined();
    expect(specOf({ Config: { Hostname: 'mine' } }).body.Hostname).toBe('mine');
  });

  it('mark it as the work of its job, and keep Compose’s note of its image true', () => {
    const Labels = { 'com.docker.compose.image': OLD_IMAGE, 'com.docker.compose.service': 'web' };
    expect(specOf({ Config: { Labels } }).body.Labels).toEqual({
      'com.docker.compose.image': 'sha256:new',
      'com.docker.compose.service': 'web',
      'io.roadstead.job': 'j',
      'io.roadstead.recreates': '{}',
    });
  });

  it('name the volumes that had no name, each once', () => {
    const volume = (Name: string, Destination: string, RW = true) => ({ Type: 'volume', Name, Destination, RW });
    const { HostConfig } = specOf({
      HostConfig: {
        Binds: ['named:/named', '/srv:/srv:ro'],
        Mounts: [
          { Type: 'volume', Target: '/mounted/' },
          { Type: 'volume', Source: 'own', Target: '/own' },
        ],
      },
      Mounts: [
        ...[volume('named', '/named'), volume('m1', '/mounted'), volume('own', '/own'), volume('a1', '/anonymous')],
        ...[volume('a2', '/from-another', false), { Type: 'bind', Source: '/srv', Destination: '/srv' }],
      ],
    }).body;
    expect(HostConfig.Binds).toEqual([
      ...['named:/named', '/srv:/srv:ro', 'a1:/anonymous:nocopy', 'a2:/from-another:ro,nocopy'],
    ]);
    expect(HostConfig.Mounts).toEqual([
      { Type: 'volume', Source: 'm1', Target: '/mounted/' },
      { Type: 'volume', Source: 'own', Target: '/own' },
    ]);
  });

  it('join the network of its mode at the creation, and the others afterwards', () => {
    const { body, networks, leaves } = specOf({
      HostConfig: { NetworkMode: 'front', Links: ['/db:/web/store'] },
      Networks: {
        front: { NetworkID: 'n1', IPAMConfig: { IPv4Address: '10.0.0.5' }, Aliases: ['shop', ID.slice(0, 12)] },
        back: { NetworkID: 'n2', IPAMConfig: {}, Aliases: null, DriverOpts: { a: 'b' }, IPAddress: '10.0.1.9' },
      },
    });
    expect(body.NetworkingConfig).toEqual({
      EndpointsConfig: { front: { IPAMConfig: { IPv4Address: '10.0.0.5' }, Aliases: ['shop'] } },
    });
    expect(networks).toEqual([{ id: 'n2', endpoint: { DriverOpts: { a: 'b' } } }]);
    expect(leaves).toBeUndefined();
    expect(body.HostConfig.Links).toEqual(['db:store']);
  });

  it('keep a MAC address that was asked for, and not one that the engine made', () => {
    const macOf = (MacAddress: string) => {
      const back = { NetworkID: 'n2', IPAddress: '10.0.1.9', MacAddress };
      return specOf({ HostConfig: { NetworkMode: 'front' }, Networks: { front: {}, back } }).networks;
    };
    expect(macOf('02:42:0a:00:01:09')).toEqual([{ id: 'n2', endpoint: {} }]);
    expect(macOf('02:42:0a:00:01:99')).toEqual([{ id: 'n2', endpoint: { MacAddress: '02:42:0a:00:01:99' } }]);
  });

  it('leave the network of its mode where the old one has left it', () => {
    const spec = specOf({ HostConfig: { NetworkMode: 'front' }, Networks: { back: { NetworkID: 'n2' } } });
    expect(spec).toMatchObject({ leaves: 'front', networks: [{ id: 'n2' }] });
    expect(specOf({ Networks: { bridge: { NetworkID: 'n0' } } })).toMatchObject({ networks: [] });
  });

  it('have no host name, ports and networks of its own in another’s network namespace', () => {
    const { body, networks } = specOf({
      Config: { Hostname: 'landlord', ExposedPorts: { '80/tcp': {} } },
      HostConfig: { NetworkMode: `container:${ID}` },
      Networks: {},
    });
    expect(body).not.toHaveProperty('Hostname');
    expect(body).not.toHaveProperty('ExposedPorts');
    expect(networks).toEqual([]);
  });
});
