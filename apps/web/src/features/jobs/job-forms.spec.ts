import { describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import { formOf } from './job-forms';

describe('running a job again with changes', () => {
  const job = (kind: Job['kind'], params: Job['params'] = {}) => ({ id: 'j1', kind, hostId: 'h1', params }) as Job;

  it('leads to the form of its kind, which is filled in as it was', () => {
    expect(formOf(job('image.build'))).toBe('/build/?again=j1');
    expect(formOf(job('container.run'))).toBe('/run/?again=j1');
    expect(formOf(job('image.import'))).toBe('/import/?again=j1');
    expect(formOf(job('image.load'))).toBe('/load/?again=j1');
    expect(formOf(job('image.pull', { reference: 'a b:1', platform: 'linux/arm64' }))).toBe(
      '/pull/?reference=a+b%3A1&platform=linux%2Farm64&host=h1',
    );
  });

  it('leads to the page where the dialog of its verb opens', () => {
    expect(formOf(job('image.push'))).toBe('/images/?again=j1');
    expect(formOf(job('image.tag'))).toBe('/images/?again=j1');
    expect(formOf(job('image.remove'))).toBe('/images/?again=j1');
    expect(formOf(job('builder.prune'))).toBe('/images/?again=j1');
    expect(formOf(job('container.prune'))).toBe('/containers/?again=j1');
    expect(formOf(job('container.commit', { containerId: 'c1' }))).toBe('/containers/detail/?host=h1&id=c1&again=j1');
  });
});
