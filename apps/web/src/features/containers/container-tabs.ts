import type { Container } from '@roadstead/contract';
import type { Permission } from '@roadstead/domain';
import { type ComponentType, lazy } from 'react';

/** A view of one container on its page; its words are `containers.tab.<id>`. */
interface ContainerTab {
  readonly id: 'log' | 'terminal' | 'stats' | 'files' | 'changes' | 'facts' | 'timeline';
  /** Who is not granted it does not see the tab. */
  readonly permission: Permission;
  /** Fetched when it is first looked at. */
  readonly View: ComponentType<{ container: Container }>;
}

/** In the order in which they are shown; the first that the user may see is the one the page opens with. */
export const CONTAINER_TABS: readonly ContainerTab[] = [
  { id: 'log', permission: 'logs.read', View: lazy(() => import('./container-log')) },
  { id: 'terminal', permission: 'containers.exec', View: lazy(() => import('../terminals/container-terminal')) },
  { id: 'stats', permission: 'fleet.read', View: lazy(() => import('../stats/container-stats')) },
  { id: 'files', permission: 'containers.files', View: lazy(() => import('../files/container-files')) },
  { id: 'changes', permission: 'containers.files', View: lazy(() => import('../changes/container-changes')) },
  { id: 'facts', permission: 'fleet.read', View: lazy(() => import('./container-facts')) },
  { id: 'timeline', permission: 'fleet.read', View: lazy(() => import('./container-timeline')) },
];
