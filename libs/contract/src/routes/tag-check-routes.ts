import { CheckedTags, CheckTagsBody, TagCheckPage, TagCheckQuery } from '../tag-checks.js';
import { defineRoutes } from './route-contract.js';

export const TAG_CHECK_ROUTES = defineRoutes({
  listTagChecks: {
    method: 'GET',
    path: '/audit/tag-checks',
    summary: 'What registries name by the tags that run, when that was checked, and what could not be',
    permission: 'fleet.read',
    query: TagCheckQuery,
    status: 200,
    response: TagCheckPage,
  },
  checkTags: {
    method: 'POST',
    path: '/audit/tag-checks',
    summary: 'Asks registries now what the tags name that run',
    permission: 'jobs.run',
    body: CheckTagsBody,
    status: 202,
    response: CheckedTags,
  },
});
