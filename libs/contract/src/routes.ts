import { ErrorBody } from '@roadstead/domain';
import { z } from 'zod';
import { ACTION_ROUTES } from './routes/action-routes.js';
import { AUTH_ROUTES } from './routes/auth-routes.js';
import { CONTAINER_ROUTES } from './routes/container-routes.js';
import { DRIFT_ROUTES } from './routes/drift-routes.js';
import { FILE_ROUTES } from './routes/file-routes.js';
import { GIT_CREDENTIAL_ROUTES } from './routes/git-credential-routes.js';
import { HOST_ROUTES } from './routes/host-routes.js';
import { IMAGE_ROUTES } from './routes/image-routes.js';
import { JOB_ROUTES } from './routes/job-routes.js';
import { LAYER_ROUTES } from './routes/layer-routes.js';
import { PACKAGE_ROUTES } from './routes/package-routes.js';
import { PLACEMENT_ROUTES } from './routes/placement-routes.js';
import { REGISTRY_ROUTES } from './routes/registry-routes.js';
import { RESOURCE_ROUTES } from './routes/resource-routes.js';
import { STATS_ROUTES } from './routes/stats-routes.js';
import { TAG_CHECK_ROUTES } from './routes/tag-check-routes.js';
import { TERMINAL_ROUTES } from './routes/terminal-routes.js';
import { UPLOAD_ROUTES } from './routes/upload-routes.js';

export type { RouteContract } from './routes/route-contract.js';

export const ErrorReply = z.object({ error: ErrorBody });
export type ErrorReply = z.infer<typeof ErrorReply>;

export const API_PREFIX = '/api/v1';

/** Every REST route, by what it is about. */
export const ROUTES = {
  ...AUTH_ROUTES,
  ...ACTION_ROUTES,
  ...HOST_ROUTES,
  ...CONTAINER_ROUTES,
  ...RESOURCE_ROUTES,
  ...DRIFT_ROUTES,
  ...FILE_ROUTES,
  ...IMAGE_ROUTES,
  ...LAYER_ROUTES,
  ...PACKAGE_ROUTES,
  ...JOB_ROUTES,
  ...PLACEMENT_ROUTES,
  ...REGISTRY_ROUTES,
  ...GIT_CREDENTIAL_ROUTES,
  ...STATS_ROUTES,
  ...UPLOAD_ROUTES,
  ...TAG_CHECK_ROUTES,
  ...TERMINAL_ROUTES,
};

export type RouteName = keyof typeof ROUTES;
