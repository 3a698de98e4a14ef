import { describe, expect, it } from '@jest/globals';
import { runError, withoutPreamble } from './run-errors.js';

const explain = (words: string, holder?: string) =>
  runError(words, { image: 'web:1', name: 'web' }, 'harbor-1', async (port) => (port === 8080 ? holder : undefined));

/** In the words of engines from 20.10 to 28. */
describe('why a container did not come to be', () => {
  it.each<[string, string, object]>([
    [
      'driver failed programming external connectivity on endpoint web (0f1e): Bind for 0.0.0.0:8080 failed: port is already allocated',
      'container.port-taken',
      { port: '8080', container: 'shop' },
    ],
    [
      'driver failed programming external connectivity on endpoint web (0f1e): Error starting userland proxy: listen tcp4 0.0.0.0:9090: bind: address already in use',
      'container.port-in-use',
      { port: '9090' },
    ],
    [
      'failed to set up container networking: driver failed programming external connectivity on endpoint web (0f1e): failed to bind host port for 0.0.0.0:9090:172.17.0.2:80/tcp: address already in use',
      'container.port-in-use',
      { port: '9090' },
    ],
    [
      'Conflict. The container name "/web" is already in use by container "4f2a". You have to remove (or rename) that container to be able to reuse that name.',
      'container.name-taken',
      { name: 'web' },
    ],
    [
      'invalid mount config for type "bind": bind source path does not exist: /srv/none',
      'container.mount-missing',
      { path: '/srv/none' },
    ],
    ['network shop_net not found', 'container.network-missing', { network: 'shop_net' }],
    [
      'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "serve": executable file not found in $PATH: unknown',
      'container.program-missing',
      { program: 'serve' },
    ],
    [
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/serve": stat /serve: no such file or directory: unknown',
      'container.program-missing',
      { program: '/serve' },
    ],
    ['No command specified', 'container.no-command', { image: 'web:1' }],
  ])('%s', async (words, code, detail) => {
    expect(await explain(words, 'shop')).toMatchObject({ code, detail });
  });

  it('is left to the engine where its words are not known', async () => {
    expect(await explain('something new')).toBeUndefined();
  });

  it('is told without the names of the parts that told it', () => {
    const words =
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to find user web: no matching entries in passwd file: unknown';
    expect(withoutPreamble(words)).toBe('unable to find user web: no matching entries in passwd file');
  });
});
