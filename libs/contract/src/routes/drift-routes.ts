import { DriftExportQuery, DriftPage, DriftQuery } from '../drift.js';
import { defineRoutes } from './route-contract.js';

export const DRIFT_ROUTES = defineRoutes({
  listDrift: {
    method: 'GET',
    path: '/audit/drift',
    summary:
      'Containers whose tag has moved since, on their host or in its registry, and tags that name different images on different hosts',
    permission: 'fleet.read',
    query: DriftQuery,
    status: 200,
    response: DriftPage,
  },
  exportDrift: {
    method: 'GET',
    path: '/audit/drift/export',
    summary: 'The same, whole, as CSV or JSON, streamed',
    permission: 'fleet.read',
    query: DriftExportQuery,
    status: 200,
  },
});
