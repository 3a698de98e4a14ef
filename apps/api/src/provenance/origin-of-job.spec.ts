import { describe, expect, it } from '@jest/globals';
import type { JobKind } from '@roadstead/domain';
import { digestOf } from '@roadstead/testing';
import { digestOfText } from './build-inputs.js';
import { type EndedJob, originOfJob } from './origin-of-job.js';

const image = digestOf('image');
const context = { digest: digestOf('context'), files: 2, bytes: 10 };
const job = (kind: JobKind, params: object, more: Partial<EndedJob> = {}): EndedJob => ({
  kind,
  params,
  result: { imageId: image },
  commit: null,
  inputs: null,
  filename: null,
  containerName: null,
  containerImageId: null,
  ...more,
});

describe('what is remembered of a job that made an image', () => {
  it('of a build: the typed Dockerfile with its digest, what it read, and of build arguments their names alone', () => {
    const text = 'ARG V\nFROM shop/base:$V';
    const origin = originOfJob(
      job(
        'image.build',
        {
          source: { type: 'dockerfile', text },
          tags: ['shop/web:1'],
          buildArgs: { V: '1', TOKEN: 's3cr3t' },
          labels: { k: 's3cr3t' },
        },
        { inputs: { dockerfileDigest: digestOfText(text), context, baseReferences: ['shop/base:1'] } },
      ),
    );
    expect(origin).toEqual({
      imageIds: [image],
      relation: 'made',
      detail: {
        kind: 'image.build',
        source: { type: 'dockerfile' },
        dockerfile: { path: 'Dockerfile', digest: digestOfText(text), text },
        context,
        baseReferences: ['shop/base:1'],
        tags: ['shop/web:1'],
        buildArgNames: ['TOKEN', 'V'],
        pushed: [],
      },
    });
    expect(JSON.stringify(origin)).not.toContain('s3cr3t');
  });

  it('of a build from Git: the commit, and not the credential', () => {
    const source = {
      type: 'git',
      url: 'https://example.com/shop.git',
      ref: 'main',
      credentialId: '0198c0de-0000-7000-8000-000000000000',
    };
    const detail = originOfJob(job('image.build', { source }, { commit: 'a'.repeat(40) }))?.detail;
    expect(detail).toMatchObject({
      source: { type: 'git', url: source.url, ref: 'main', commit: 'a'.repeat(40) },
      dockerfile: { path: 'Dockerfile' },
    });
    expect(JSON.stringify(detail)).not.toContain('0198c0de');
  });

  it('of a typed Dockerfile that is very long: its digest', () => {
    const text = `FROM scratch\n#${'x'.repeat(200_000)}`;
    const detail = originOfJob(job('image.build', { source: { type: 'dockerfile', text } }))?.detail;
    expect(detail).toMatchObject({ dockerfile: { path: 'Dockerfile', digest: digestOfText(text) } });
    expect(JSON.stringify(detail).length).toBeLessThan(1000);
  });

  it('of a commit: the container with its image, and which instructions were changed, without the values', () => {
    const params = { containerId: 'c'.repeat(64), changes: ['env TOKEN=s3cr3t', 'CMD ["a"]', 'ENV B=1'] };
    const facts = { containerName: 'web', containerImageId: digestOf('base') };
    expect(originOfJob(job('container.commit', params, facts))?.detail).toEqual({
      kind: 'container.commit',
      containerId: 'c'.repeat(64),
      containerName: 'web',
      fromImageId: digestOf('base'),
      changed: ['ENV', 'CMD'],
    });
  });

  it('of a load: all that the archive brought; none where the agent does not tell', () => {
    const result = { references: ['a:1'], imageIds: [image, digestOf('other')] };
    expect(originOfJob(job('image.load', { uploadId: 'u' }, { result, filename: 'shop.tar' }))).toEqual({
      imageIds: result.imageIds,
      relation: 'came',
      detail: { kind: 'image.load', filename: 'shop.tar' },
    });
    expect(originOfJob(job('image.load', { uploadId: 'u' }, { result: { references: ['a:1'] } }))).toBeUndefined();
  });

  it('of a pull: nothing where the host had it already', () => {
    const pulled = (changed: boolean) =>
      originOfJob(job('image.pull', { reference: 'a:1' }, { result: { imageId: image, digest: image, changed } }));
    expect(pulled(true)).toMatchObject({ relation: 'came', detail: { reference: 'a:1', digest: image } });
    expect(pulled(false)).toBeUndefined();
  });

  it.each([
    ['run', 'container.run', {}],
    ['made anew', 'container.recreate', { containerId: 'c'.repeat(64) }],
  ] as const)('of a container that is %s: its pull, where it brought something', (_, kind, params) => {
    const pulling = (pulled?: object) =>
      originOfJob(job(kind, { ...params, image: 'a:1' }, { result: { imageId: image, pulled } }));
    expect(pulling({ changed: true, digest: image })).toEqual({
      imageIds: [image],
      relation: 'came',
      detail: { kind: 'image.pull', reference: 'a:1', digest: image },
    });
    expect(pulling({ changed: false })).toBeUndefined();
    expect(pulling()).toBeUndefined();
  });

  it('of any other job: nothing', () => {
    expect(originOfJob(job('image.tag', { source: 'a:1', target: 'b:1' }))).toBeUndefined();
  });
});
