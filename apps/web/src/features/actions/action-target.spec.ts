import { describe, expect, it } from '@jest/globals';
import { targetOf } from './action-target';

const ID = '01900000-0000-7000-8000-000000000001';
const hostIdOf = (name: string) => (name === 'web-1' ? ID : undefined);
const of = (verb: string, target: string, detail = {}) => targetOf({ verb, target, detail }, hostIdOf);

describe('what an action was done on', () => {
  it('leads to the container, host, job or request that it names', () => {
    expect(of('container.stop', 'container web-1/shop', { hostId: ID, containerId: 'ab12' })).toEqual({
      kind: 'container',
      name: 'web-1/shop',
      href: `/containers/detail/?host=${ID}&id=ab12`,
    });
    expect(of('container.logs', 'container web-1/shop a').href).toBe(`/containers/?host=${ID}&q=shop%20a`);
    expect(of('volume.create', 'volume web-1/data').href).toBe(`/hosts/detail/?id=${ID}&tab=volumes`);
    expect(of('image.save', 'host web-1').href).toBe(`/hosts/detail/?id=${ID}`);
    expect(of('host.update', 'web-1')).toEqual({ name: 'web-1', href: `/hosts/detail/?id=${ID}` });
    expect(of('job.create', `batch ${ID}`).href).toBe(`/jobs/batch/?id=${ID}`);
    expect(of('job.cancel', `job ${ID}`).href).toBe(`/jobs/detail/?id=${ID}`);
  });

  it('leads nowhere where the log names nothing that the page has', () => {
    expect(of('container.logs', 'container gone/shop').href).toBeUndefined();
    expect(of('host.enrol', 'gone').href).toBeUndefined();
    expect(of('job.create', 'batch javascript:alert(1)').href).toBeUndefined();
    expect(of('token.create', 'container')).toEqual({ name: 'container', href: undefined });
  });
});
