import type { Host } from '@roadstead/contract';
import { type ComponentType, lazy } from 'react';
import { ContainerList } from '../containers/container-list';
import { ImageList } from '../images/image-list';
import { JobList } from '../jobs/job-list';

const LanesView = lazy(() => import('../audit/lanes-view'));

/** A view of one host on its page; its words are `hosts.tab.<id>`. */
interface HostTab {
  readonly id: 'facts' | 'stats' | 'containers' | 'images' | 'storage' | 'volumes' | 'networks' | 'jobs' | 'history';
  /** Shown beside the tab's name. */
  readonly count?: (host: Host) => number;
  readonly View: ComponentType<{ host: Host }>;
}

/** In the order in which they are shown; the page opens with the first. */
export const HOST_TABS: readonly [HostTab, ...HostTab[]] = [
  { id: 'facts', View: lazy(() => import('./host-facts')) },
  { id: 'stats', View: lazy(() => import('../stats/host-stats')) },
  {
    id: 'containers',
    count: ({ counts }) => counts.containers,
    View: ({ host }) => <ContainerList hostId={host.id} />,
  },
  { id: 'images', count: ({ counts }) => counts.images, View: ({ host }) => <ImageList hostId={host.id} /> },
  { id: 'storage', View: lazy(() => import('../storage/host-storage')) },
  { id: 'volumes', View: lazy(() => import('../volumes/host-volumes')) },
  { id: 'networks', View: lazy(() => import('../networks/host-networks')) },
  { id: 'jobs', View: ({ host }) => <JobList hostId={host.id} /> },
  { id: 'history', View: ({ host }) => <LanesView key={host.id} of={{ host: host.id }} /> },
];
