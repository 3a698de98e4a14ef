import { ActionExportQuery, ActionPage, ActionQuery, ActionVerification, VerifyActionsQuery } from '../actions.js';
import { defineRoutes } from './route-contract.js';

export const ACTION_ROUTES = defineRoutes({
  listActions: {
    method: 'GET',
    path: '/audit/actions',
    summary: 'Who did what: the newest first',
    permission: 'audit.read',
    query: ActionQuery,
    status: 200,
    response: ActionPage,
  },
  exportActions: {
    method: 'GET',
    path: '/audit/actions/export',
    summary: 'The same, whole, as CSV or lines of JSON, streamed; the oldest first, with hashes',
    permission: 'audit.read',
    query: ActionExportQuery,
    status: 200,
  },
  verifyActions: {
    method: 'GET',
    path: '/audit/actions/verify',
    summary: 'Whether the log of actions is as it was written; compared with a head that was noted earlier, if given',
    permission: 'audit.read',
    query: VerifyActionsQuery,
    status: 200,
    response: ActionVerification,
  },
});
