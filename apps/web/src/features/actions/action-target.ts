import type { Action } from '@roadstead/contract';
import { hrefTo } from '../../lib/ui/links';

/** What the log says something was done on, taken apart. */
export interface ActionTarget {
  /** The kind of thing, where the log names it: `container web-1/shop`. */
  readonly kind?: TargetKind;
  readonly name: string;
  /** Where the page has it. */
  readonly href?: string;
}

const KINDS = ['container', 'host', 'volume', 'network', 'batch', 'job', 'upload'] as const;
export type TargetKind = (typeof KINDS)[number];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param hostIdOf the id of a host of the fleet, by its name */
export function targetOf(
  { verb, target, detail }: Pick<Action, 'verb' | 'target' | 'detail'>,
  hostIdOf: (name: string) => string | undefined,
): ActionTarget {
  const [first = '', ...rest] = target.split(' ');
  const kind = rest.length === 0 ? undefined : KINDS.find((each) => each === first);
  const name = kind === undefined ? target : rest.join(' ');
  return { kind, name, href: hrefOf(kind, name, verb, detail, hostIdOf) };
}

function hrefOf(
  kind: TargetKind | undefined,
  name: string,
  verb: string,
  detail: Action['detail'],
  hostIdOf: (name: string) => string | undefined,
): string | undefined {
  const [noun = ''] = verb.split('.');
  const [hostName = '', ...rest] = name.split('/');
  switch (kind) {
    case 'batch':
      return UUID.test(name) ? hrefTo.batch(name) : undefined;
    case 'job':
      return UUID.test(name) ? hrefTo.job(name) : undefined;
    case 'container': {
      const { hostId, containerId } = detail;
      if (typeof hostId === 'string' && typeof containerId === 'string') return hrefTo.container(hostId, containerId);
      const id = hostIdOf(hostName);
      return id === undefined ? undefined : `/containers/?host=${id}&q=${encodeURIComponent(rest.join('/'))}`;
    }
    case 'volume':
    case 'network':
    case 'host': {
      const id = hostIdOf(hostName);
      return id === undefined ? undefined : hrefTo.host(id) + (kind === 'host' ? '' : `&tab=${kind}s`);
    }
    default: {
      const id = noun === 'host' || noun === 'agent' ? hostIdOf(name) : undefined;
      if (id !== undefined) return hrefTo.host(id);
      return noun === 'registry' || noun === 'git-credential' ? '/registries/' : undefined;
    }
  }
}
