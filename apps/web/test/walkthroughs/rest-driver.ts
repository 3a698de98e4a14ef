import { API_PREFIX } from '@roadstead/contract';
import { failJob, openTerminal, runJob, type Stack, type StackHost, upload } from '@roadstead/testing';
import { type CommitOptions, type Driver, type FileToSend, type RunOptions, untilKnown } from './driver.js';

/** The verbs by REST, as a script would use them. */
export class RestDriver implements Driver {
  readonly name = 'rest';

  constructor(private readonly stack: Stack) {}

  async type(host: StackHost, containerName: string, line: string) {
    const containerId = (await host.engine.docker('inspect', '--format', '{{.Id}}', containerName)).trim();
    await untilKnown(this.stack, host, containerId);
    const terminal = await openTerminal(this.stack, { hostId: host.id, containerId, command: ['sh'] });
    terminal.type(`${line}; exit\n`);
    const { end } = await terminal.untilTold('ended');
    if (end.exitCode !== 0) throw new Error(`The shell ended with ${end.exitCode}: ${terminal.output}`);
  }

  run(host: StackHost, image: string, { name, command, port, tty }: RunOptions) {
    const ports = port === undefined ? [] : [{ containerPort: port }];
    const params = { image, name, command, ports, tty, interactive: tty };
    return runJob(this.stack, host, { kind: 'container.run', params });
  }

  async commit(host: StackHost, containerName: string, options: CommitOptions) {
    const containerId = (await host.engine.docker('inspect', '--format', '{{.Id}}', containerName)).trim();
    return runJob(this.stack, host, { kind: 'container.commit', params: { containerId, ...options } });
  }

  tag(host: StackHost, source: string, target: string) {
    return runJob(this.stack, host, { kind: 'image.tag', params: { source, target } });
  }

  push(host: StackHost, reference: string) {
    return runJob(this.stack, host, { kind: 'image.push', params: { reference } });
  }

  pushInVain(host: StackHost, reference: string) {
    return failJob(this.stack, host, { kind: 'image.push', params: { reference } });
  }

  pull(host: StackHost, reference: string) {
    return runJob(this.stack, host, { kind: 'image.pull', params: { reference } });
  }

  remove(host: StackHost, reference: string) {
    return runJob(this.stack, host, { kind: 'image.remove', params: { reference } });
  }

  build(host: StackHost, text: string, tag: string) {
    const source = { type: 'dockerfile' as const, text };
    return runJob(this.stack, host, { kind: 'image.build', params: { source, tags: [tag] } });
  }

  async import(host: StackHost, { name, bytes }: FileToSend, reference: string) {
    const uploadId = await upload(this.stack, bytes, name);
    return runJob(this.stack, host, { kind: 'image.import', params: { uploadId, reference } });
  }

  importFrom(host: StackHost, url: string, reference: string) {
    return runJob(this.stack, host, { kind: 'image.import', params: { url, reference } });
  }

  async save(host: StackHost, references: string[]) {
    const query = new URLSearchParams(references.map((reference) => ['ref', reference]));
    const response = await fetch(`${this.stack.url}${API_PREFIX}/hosts/${host.id}/images/save?${query}`, {
      headers: { authorization: `Bearer ${this.stack.admin.token}` },
    });
    if (!response.ok) throw new Error(`The save was answered with ${response.status}: ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async load(host: StackHost, { name, bytes }: FileToSend) {
    const uploadId = await upload(this.stack, bytes, name);
    return runJob(this.stack, host, { kind: 'image.load', params: { uploadId } });
  }
}
