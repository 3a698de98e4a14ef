import { describe, expect, it } from '@jest/globals';
import type { ContainerDetail } from '@roadstead/domain';
import { draftOfDetail } from './draft-of-detail';
import { NEW_RUN } from './run-draft';

const ID = `${'ab'.repeat(32)}`;

function detail(overrides: object = {}): ContainerDetail {
  return {
    id: ID,
    imageReference: 'shop/web:1',
    hostname: ID.slice(0, 12),
    process: {
      entrypoint: ['/entry'],
      command: ['serve'],
      user: 'web',
      workingDirectory: '/srv',
      tty: false,
      interactive: false,
    },
    environment: [
      { name: 'PATH', value: '/bin' },
      { name: 'MODE', value: 'live' },
    ],
    labels: { 'io.roadstead.job': 'j', 'com.docker.compose.project': 'shop', vendor: 'acme', stage: 'ci' },
    restartPolicy: { name: 'always', maximumRetryCount: 0 },
    portBindings: [],
    mounts: [],
    networkMode: 'default',
    limits: { shmBytes: 67_108_864 },
    security: { privileged: false, readOnlyRoot: false, capAdd: [], capDrop: [] },
    ...overrides,
  } as unknown as ContainerDetail;
}

const IMAGE = {
  entrypoint: ['/entry'],
  cmd: ['serve'],
  env: ['PATH=/bin'],
  user: 'web',
  workingDir: '/srv',
  labels: { vendor: 'acme' },
};

describe('a form like a container', () => {
  it('leaves to the image what the image says, and leaves out what was set for the container alone', () => {
    expect(draftOfDetail(detail(), 'h1', IMAGE)).toEqual({
      ...NEW_RUN,
      image: 'shop/web:1',
      env: 'MODE=live',
      labels: 'stage=ci',
      restart: 'always',
      hostIds: ['h1'],
    });
  });

  it('says all where the image is not known', () => {
    expect(draftOfDetail(detail(), 'h1')).toMatchObject({
      entrypointFrom: 'own',
      entrypoint: '/entry',
      command: 'serve',
      env: 'PATH=/bin\nMODE=live',
      user: 'web',
      workdir: '/srv',
    });
  });

  it('switches off the health check of the image where the container has none', () => {
    const image = { ...IMAGE, healthcheck: ['CMD', '/probe'] };
    expect(draftOfDetail(detail(), 'h1', image).health).toBe('none');
    expect(draftOfDetail(detail({ healthCheck: { test: ['CMD', '/probe'] } }), 'h1', image).health).toBe('image');
    expect(draftOfDetail(detail(), 'h1', { ...IMAGE, healthcheck: ['NONE'] }).health).toBe('image');
  });

  it('does not give one in the network of its host that host’s name', () => {
    expect(draftOfDetail(detail({ networkMode: 'host', hostname: 'web-3' }), 'h1', IMAGE)).toMatchObject({
      network: 'host',
      hostname: '',
    });
  });

  it('has ports and mounts as they were asked for, but for the anonymous volumes of the image', () => {
    const draft = draftOfDetail(
      detail({
        portBindings: [
          { containerPort: 80, protocol: 'tcp', hostIp: '127.0.0.1', hostPort: '8080' },
          { containerPort: 81, protocol: 'tcp', hostPort: '8000-8010' },
        ],
        mounts: [
          { type: 'volume', name: 'data', source: '/var/lib/docker/…', destination: '/data', readOnly: true },
          { type: 'volume', name: 'f00', source: '/x', destination: '/declared', readOnly: false, anonymous: true },
          { type: 'volume', name: 'f01', source: '/y', destination: '/scratch', readOnly: false, anonymous: true },
          { type: 'bind', source: '/srv', destination: '/srv', readOnly: false },
        ],
        networkMode: 'shop',
        hostname: 'front',
      }),
      'h1',
      { ...IMAGE, volumes: ['/declared'] },
    );
    expect(draft).toMatchObject({
      ports: '127.0.0.1:8080:80',
      mounts: 'data:/data:ro\n/scratch\n/srv:/srv',
      network: 'shop',
      hostname: 'front',
    });
  });
});
