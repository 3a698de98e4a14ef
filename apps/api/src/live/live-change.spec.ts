import { describe, expect, it } from '@jest/globals';
import type { Container, Host, ImageSummary, Job } from '@roadstead/contract';
import type { Digest, HostId } from '@roadstead/domain';
import { deltasOf, isAbout } from './live-change.js';

const host = (id: string) => ({ id }) as Host;
const container = (hostId: string, id: string) => ({ hostId, id }) as Container;
const image = (id: string, ...hostIds: string[]) =>
  ({ id, hosts: hostIds.map((hostId) => ({ hostId })) }) as ImageSummary;
const job = (id: string, batchId: string, hostId: string) => ({ id, batchId, hostId }) as Job;

describe('deltasOf', () => {
  it('brings a host to the list and to its own page', () => {
    const deltas = deltasOf({ kind: 'hosts', hosts: [host('a')], removed: ['b' as HostId] });
    expect([...deltas.keys()]).toEqual(['hosts', 'host/a', 'host/b']);
    expect(deltas.get('host/b')).toEqual({ removedHosts: ['b'] });
  });

  it('brings containers to the page of their host only', () => {
    const deltas = deltasOf({
      kind: 'containers',
      containers: [container('a', '1'), container('b', '2')],
      removed: [{ hostId: 'b' as HostId, id: '3' }],
    });
    expect(deltas.get('containers')?.containers).toHaveLength(2);
    expect(deltas.get('host/a')).toEqual({ containers: [container('a', '1')], removedContainers: [] });
    expect(deltas.get('host/b')).toEqual({
      containers: [container('b', '2')],
      removedContainers: [{ hostId: 'b', id: '3' }],
    });
  });

  it('tells an image that left one host as removed there, and as changed in the fleet', () => {
    const on = [
      { hostId: 'a' as HostId, id: 'i' as Digest },
      { hostId: 'b' as HostId, id: 'i' as Digest },
      { hostId: 'b' as HostId, id: 'gone' as Digest },
    ];
    const deltas = deltasOf({ kind: 'images', images: [image('i', 'a')], on });
    expect(deltas.get('images')).toEqual({ images: [image('i', 'a')], removedImages: ['gone'] });
    expect(deltas.get('host/a')).toEqual({ images: [image('i', 'a')], removedImages: [] });
    expect(deltas.get('host/b')).toEqual({ images: [], removedImages: ['i', 'gone'] });
  });

  it('brings each job to the list, its own page, its batch and its host', () => {
    const jobs = [job('1', 'x', 'a'), job('2', 'x', 'b')];
    const deltas = deltasOf({ kind: 'jobs', jobs });
    expect([...deltas.keys()].sort()).toEqual(['batch/x', 'host/a', 'host/b', 'job/1', 'job/2', 'jobs']);
    expect(deltas.get('batch/x')).toEqual({ jobs });
    expect(deltas.get('host/b')).toEqual({ jobs: [jobs[1]] });
  });
});

describe('isAbout', () => {
  it('names the topics that have to be fetched again when too much has changed', () => {
    const topics = ['overview', 'hosts', 'containers', 'images', 'jobs', 'host/a', 'job/1', 'batch/x'];
    expect(topics.filter((topic) => isAbout(topic, 'jobs'))).toEqual(['jobs', 'host/a', 'job/1', 'batch/x']);
    expect(topics.filter((topic) => isAbout(topic, 'containers'))).toEqual(['containers', 'host/a']);
  });
});
