import { describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import { commonSubject, jobSubject } from './job-facts';

const IMAGE_ID = `sha256:${'ab'.repeat(32)}`;
const subject = (params: object, containerName?: string) => jobSubject({ params, containerName } as Job);

describe('what a job is about', () => {
  it.each([
    ['a pull', { reference: 'shop/web:1' }, 'shop/web:1'],
    ['a tag', { source: 'shop/web:1', target: 'shop/web:2' }, 'shop/web:2'],
    ['a build', { tags: ['shop/web:1'], target: 'stage', source: { type: 'upload' } }, 'shop/web:1'],
    ['a build from Git without a tag', { tags: [], source: { type: 'git', url: 'https://git/x' } }, 'https://git/x'],
    ['a recreated container', { containerId: 'c'.repeat(64), image: 'shop/web:1' }, 'shop/web:1'],
    ['a commit', { containerId: 'c'.repeat(64) }, 'cccccccccccc'],
    ['a reading of packages', { imageId: IMAGE_ID }, 'abababababab'],
    ['a prune', { all: true }, ''],
  ])('is told of %s', (_what, params, told) => {
    expect(subject(params)).toBe(told);
  });

  it('is told by the name of the container, where that was known', () => {
    expect(subject({ containerId: 'c'.repeat(64), image: 'shop/web:1' }, 'late')).toBe('late');
    expect(subject({ containerId: 'c'.repeat(64), reference: 'shop/web:2' }, 'late')).toBe('shop/web:2');
  });

  it('is told of several where it is the same', () => {
    const job = (reference: string) => ({ params: { reference } }) as unknown as Job;
    expect(commonSubject([job('a:1'), job('a:1')])).toBe('a:1');
    expect(commonSubject([job('a:1'), job('b:1')])).toBeUndefined();
  });
});
