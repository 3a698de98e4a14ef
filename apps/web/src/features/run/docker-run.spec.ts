import { describe, expect, it } from '@jest/globals';
import { RunParams } from '@roadstead/domain';
import { dockerRunLine } from './docker-run';

const line = (params: object) =>
  dockerRunLine(RunParams.parse({ image: 'shop/web:1', ...params })).replaceAll(' \\\n ', '');

describe('the docker run line', () => {
  it('is as short as can be', () => {
    expect(line({})).toBe('docker run --detach shop/web:1');
    expect(line({ start: false })).toBe('docker create shop/web:1');
  });

  it('quotes what a shell would take apart', () => {
    const params = { env: [{ name: 'GREETING', value: "it's $HOME" }], command: ['sh', '-c', 'echo "$GREETING"'] };
    expect(line(params)).toBe(
      `docker run --detach --env 'GREETING=it'\\''s $HOME' shop/web:1 sh -c 'echo "$GREETING"'`,
    );
  });

  it('has the arguments of an entrypoint before those of the command', () => {
    expect(line({ entrypoint: ['/bin/sh', '-c'], command: ['ls'] })).toBe(
      'docker run --detach --entrypoint /bin/sh shop/web:1 -c ls',
    );
    expect(line({ entrypoint: [] })).toBe("docker run --detach --entrypoint '' shop/web:1");
  });

  it('has every setting in the words of docker', () => {
    const params = {
      name: 'web',
      pull: 'always',
      tty: true,
      interactive: true,
      ports: [{ containerPort: 80, hostPort: 8080 }],
      mounts: [
        { type: 'bind', source: '/srv/a,b', target: '/www', readOnly: true },
        { type: 'tmpfs', target: '/tmp', sizeBytes: 4096 },
      ],
      restart: { policy: 'on-failure', maxRetries: 3 },
      limits: { memoryBytes: 67_108_864, cpus: 0.5 },
      healthCheck: { type: 'shell', command: 'wget -q localhost', intervalSeconds: 5 },
    };
    expect(line(params)).toBe(
      'docker run --detach --pull always --name web --interactive --tty --publish 8080:80 ' +
        `--mount 'type=bind,"source=/srv/a,b",target=/www,readonly' --mount type=tmpfs,target=/tmp,tmpfs-size=4096 ` +
        "--restart on-failure:3 --memory 64m --cpus 0.5 --health-cmd 'wget -q localhost' --health-interval 5s shop/web:1",
    );
  });
});
