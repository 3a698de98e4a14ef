import { describe, expect, it } from '@jest/globals';
import { RunParams } from '@roadstead/domain';
import { draftOfParams, NEW_RUN, runParams, withoutValues } from './run-draft';

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the run form', () => {
  it('asks for nothing but the image when nothing else is filled in', () => {
    expect(plain(runParams({ ...NEW_RUN, image: ' shop/web:1 ' }))).toEqual(
      plain(RunParams.parse({ image: 'shop/web:1' })),
    );
  });

  it('is read back from what it asked for', () => {
    const params = RunParams.parse({
      image: 'shop/web:1',
      pull: 'never',
      start: false,
      name: 'web',
      command: ['sh', '-c', 'echo "a b"'],
      entrypoint: [],
      env: [{ name: 'A', value: 'x=y z' }],
      labels: { stage: 'ci' },
      ports: [{ containerPort: 80, hostPort: 8080, hostIp: '127.0.0.1' }],
      mounts: [{ type: 'volume', source: 'data', target: '/data' }],
      network: 'shop',
      restart: { policy: 'on-failure', maxRetries: 3 },
      limits: { memoryBytes: 67_108_864, memorySwapBytes: -1, cpus: 0.5, pids: 100 },
      tty: true,
      interactive: true,
      capAdd: ['NET_ADMIN'],
      healthCheck: { type: 'shell', command: 'true', intervalSeconds: 5 },
      stopSignal: 'SIGINT',
      stopTimeoutSeconds: 3,
    });
    expect(plain(runParams(draftOfParams(params)))).toEqual(plain(params));
  });

  it('keeps the names of variables in the browser, and not their values', () => {
    expect(withoutValues({ ...NEW_RUN, env: 'PASSWORD=hunter2\nMODE=x' }).env).toBe('PASSWORD\nMODE');
  });
});
