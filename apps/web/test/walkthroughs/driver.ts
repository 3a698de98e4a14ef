import type { JobDetail } from '@roadstead/contract';
import type { JobParams } from '@roadstead/domain';
import { type Stack, type StackHost, waitFor } from '@roadstead/testing';

/** What the page asks for a commit; `reference` absent: an untagged image. */
export type CommitOptions = Omit<JobParams<'container.commit'>, 'containerId' | 'pause'>;

/** What the page asks for a run. The command is in the words of a shell. */
export interface RunOptions {
  name: string;
  command?: string[];
  /** A port of the container, published at any free one. */
  port?: number;
  /** A shell stays. */
  tty?: boolean;
}

export interface FileToSend {
  name: string;
  bytes: Buffer;
}

/**
 * The verbs of a walk-through. Each resolves with the job once it has succeeded, and throws in the job's words when it
 * ended otherwise. What a person would look at on the way is looked at by the driver.
 */
export interface Driver {
  /** Begins the names of its images, so that two drivers do not meet. */
  readonly name: string;
  /** Types a line into a shell in the container, and ends the shell; it must have ended well. */
  type(host: StackHost, containerName: string, line: string): Promise<void>;
  run(host: StackHost, image: string, options: RunOptions): Promise<JobDetail>;
  commit(host: StackHost, containerName: string, options: CommitOptions): Promise<JobDetail>;
  /** @param source an image's id, or a reference */
  tag(host: StackHost, source: string, target: string): Promise<JobDetail>;
  push(host: StackHost, reference: string): Promise<JobDetail>;
  /** A push that is to fail: resolves with the failed job. */
  pushInVain(host: StackHost, reference: string): Promise<JobDetail>;
  pull(host: StackHost, reference: string): Promise<JobDetail>;
  remove(host: StackHost, reference: string): Promise<JobDetail>;
  build(host: StackHost, dockerfile: string, tag: string): Promise<JobDetail>;
  import(host: StackHost, file: FileToSend, reference: string): Promise<JobDetail>;
  importFrom(host: StackHost, url: string, reference: string): Promise<JobDetail>;
  save(host: StackHost, references: string[]): Promise<Buffer>;
  load(host: StackHost, file: FileToSend): Promise<JobDetail>;
}

/** The container in the inventory. */
export function untilKnown(stack: Stack, host: StackHost, containerId: string): Promise<unknown> {
  return waitFor(
    () => stack.call('getContainer', { params: { hostId: host.id, containerId } }),
    'the container in the inventory',
  );
}
