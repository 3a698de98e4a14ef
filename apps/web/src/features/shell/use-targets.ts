import {
  IconAnchor,
  IconBox,
  IconDownload,
  IconFileImport,
  IconHammer,
  IconHistory,
  IconStack2,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { shortId } from '../../lib/format/ids';
import { hrefTo } from '../../lib/ui/links';
import { AUDIT_PAGES } from '../audit/audit-pages';
import { PLACES } from './places';

export interface Target {
  name: string;
  /** What kind of thing it is, and where. */
  where: string;
  href: string;
  Icon: ComponentType<{ size: number; stroke: number }>;
}

/** Of each kind on show. */
const MANY = 6;
/** Asked for, since the server also finds what has the text elsewhere than in its name. */
const ASKED = 100;

/** What the palette offers for a query; without one, the places of the dashboard. */
export function useTargets(query: string): { targets: Target[]; isSearching: boolean } {
  const t = useTranslations('shell');
  const search = useQuery({
    queryKey: ['palette', query],
    queryFn: ({ signal }) => fetchTargets(query, signal),
    enabled: query !== '',
    placeholderData: (previous) => previous,
    staleTime: 5_000,
  });
  const needle = query.toLowerCase();
  const actions: Target[] = [
    ...PLACES.map(({ id, href, Icon }) => ({ name: t(`places.${id}`), where: t('place'), href, Icon })),
    { name: t('pullImage'), where: t('action'), href: '/pull/', Icon: IconDownload },
    { name: t('buildImage'), where: t('action'), href: '/build/', Icon: IconHammer },
    { name: t('importImage'), where: t('action'), href: '/import/', Icon: IconFileImport },
    { name: t('loadImages'), where: t('action'), href: '/load/', Icon: IconFileImport },
    { name: t('addHost'), where: t('action'), href: '/hosts/?add=1', Icon: IconAnchor },
    ...(query === '' ? [] : AUDIT_PAGES).map(({ id, href }) => ({
      name: t(`auditPages.${id}`),
      where: t('places.audit'),
      href,
      Icon: IconHistory,
    })),
  ].filter(({ name }) => name.toLowerCase().includes(needle));
  const found = (query === '' ? [] : (search.data ?? [])).map(({ kind, where, ...target }) => ({
    ...target,
    where: [t(`kinds.${kind}`), where].filter(Boolean).join(' · '),
  }));
  return { targets: [...actions, ...found], isSearching: search.isFetching };
}

async function fetchTargets(query: string, signal: AbortSignal) {
  const [hosts, containers, images] = await Promise.all([
    call('listHosts', { signal }),
    call('listContainers', { query: { q: query, limit: ASKED }, signal }),
    call('listImages', { query: { q: query, limit: ASKED }, signal }),
  ]);
  const needle = query.toLowerCase();
  return [
    ...hosts
      .filter((host) => host.name.toLowerCase().includes(needle))
      .slice(0, MANY)
      .map((host) => ({
        kind: 'host' as const,
        name: host.name,
        where: host.engine?.os ?? '',
        href: hrefTo.host(host.id),
        Icon: IconAnchor,
      })),
    ...byName(containers.items, ({ name }) => name, needle).map((container) => ({
      kind: 'container' as const,
      name: container.name,
      where: container.hostName,
      href: hrefTo.container(container.hostId, container.id),
      Icon: IconBox,
    })),
    ...byName(images.items, ({ references }) => references.join(' '), needle).map((image) => ({
      kind: 'image' as const,
      name: image.references[0] ?? shortId(image.id),
      where: shortId(image.id),
      href: hrefTo.image(image.id),
      Icon: IconStack2,
    })),
  ];
}

/** Those with the text in their names first. */
function byName<T>(items: T[], nameOf: (item: T) => string, needle: string): T[] {
  const named = items.filter((item) => nameOf(item).toLowerCase().includes(needle));
  const others = items.filter((item) => !named.includes(item));
  return [...named, ...others].slice(0, MANY);
}
