import { describe, expect, it } from '@jest/globals';
import { RunParams } from '@roadstead/domain';
import { problemsOf } from './draft-problems';
import { NEW_RUN, type RunDraft, runParams } from './run-draft';

const draft = (part: Partial<RunDraft>): RunDraft => ({ ...NEW_RUN, image: 'shop/web:1', ...part });

describe('what of the run form cannot be meant', () => {
  it('is nothing of an empty one, nor of one that is filled in well', () => {
    expect(problemsOf(NEW_RUN)).toEqual({});
    const full = draft({
      ...{ name: 'web', env: 'A=\nB=x=y', ports: '8080:80\n53:53/udp', mounts: 'data:/data\ntmpfs:/tmp:64m' },
      ...{ memory: '512m', memorySwap: '-1', cpus: '0.5', pids: '100', shm: '64m', network: 'shop', hostname: 'web-1' },
      ...{ restart: 'on-failure', maxRetries: '3', stopTimeout: '0', capAdd: 'net_admin', workdir: '/srv' },
      ...{ health: 'shell', healthCommand: 'true', healthInterval: '0.5', healthRetries: '3' },
    });
    expect(problemsOf(full)).toEqual({});
    expect(RunParams.safeParse(runParams(full)).error).toBeUndefined();
  });

  it.each<[keyof RunDraft, Partial<RunDraft>]>([
    ['name', { name: '-x' }],
    ['name', { name: 'x'.repeat(129) }],
    ['network', { network: 'a b' }],
    ['hostname', { hostname: 'web_1' }],
    ['hostname', { hostname: 'x'.repeat(64) }],
    ['command', { command: 'sh -c "x' }],
    ['entrypoint', { entrypointFrom: 'own' }],
    ['env', { env: 'TOKEN' }],
    ['env', { env: 'A B=1' }],
    ['labels', { labels: 'stage' }],
    ['ports', { ports: '8000-8010:80' }],
    ['ports', { ports: '8080:80', network: 'host' }],
    ['ports', { ports: '8080:80\n8080:81' }],
    ['mounts', { mounts: 'srv' }],
    ['mounts', { mounts: 'a:/data\nb:/data' }],
    ['workdir', { workdir: 'srv' }],
    ['memory', { memory: '1m' }],
    ['memory', { memory: 'much' }],
    ['memorySwap', { memorySwap: '1g' }],
    ['memorySwap', { memory: '1g', memorySwap: '512m' }],
    ['shm', { shm: '1' }],
    ['cpus', { cpus: '0' }],
    ['pids', { pids: '1.5' }],
    ['maxRetries', { restart: 'on-failure', maxRetries: '1.5' }],
    ['healthRetries', { health: 'shell', healthCommand: 'true', healthRetries: '0' }],
    ['healthCommand', { health: 'shell' }],
    ['stopTimeout', { stopTimeout: '1.5' }],
    ['stopSignal', { stopSignal: 'TERM' }],
    ['capAdd', { capAdd: 'net-admin' }],
    ['autoRemove', { autoRemove: true, restart: 'always' }],
  ])('is told at %s of %j', (field, part) => {
    expect(Object.keys(problemsOf(draft(part)))).toEqual([field]);
  });
});
