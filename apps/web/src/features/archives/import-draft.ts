import type { Job } from '@roadstead/contract';
import type { HIDDEN_QUERY, JobParams } from '@roadstead/domain';
import { changesOf } from '../containers/change-problem';
import { AT_ONCE, type RollingText } from '../jobs/rolling';

/** As the domain names it; its type keeps the two the same while the domain's code stays out of the page. */
const HIDDEN: typeof HIDDEN_QUERY = '?(hidden)';

export const SOURCES = ['upload', 'url'] as const;

/** The fields of the import form as they are typed. */
export interface ImportDraft extends RollingText {
  source: (typeof SOURCES)[number];
  uploadId: string;
  url: string;
  reference: string;
  /** One instruction a line. */
  changes: string;
  message: string;
  platform: string;
  hostIds: readonly string[];
}

export const NEW_IMPORT: ImportDraft = {
  ...AT_ONCE,
  source: 'upload',
  uploadId: '',
  url: '',
  reference: '',
  changes: '',
  message: '',
  platform: '',
  hostIds: [],
};

/** What the form asks for; fields left empty are absent. */
export function importParams(draft: ImportDraft): JobParams<'image.import'> {
  const changes = changesOf(draft.changes);
  return {
    ...(draft.source === 'upload' ? { uploadId: draft.uploadId } : { url: draft.url.trim() }),
    reference: text(draft.reference),
    changes: changes.length === 0 ? undefined : changes,
    message: text(draft.message),
    platform: text(draft.platform),
  };
}

/** The form as it was for a job, to be changed and sent again. */
export function importDraftOf(job: Pick<Job, 'params' | 'hostId'>): ImportDraft {
  // The contract: parameters of an import are kept as they were accepted.
  const params = job.params as JobParams<'image.import'>;
  return {
    ...NEW_IMPORT,
    source: params.url === undefined ? 'upload' : 'url',
    uploadId: params.uploadId ?? '',
    url: withoutHidden(params.url ?? ''),
    reference: params.reference ?? '',
    changes: (params.changes ?? []).join('\n'),
    message: params.message ?? '',
    platform: params.platform ?? '',
    hostIds: [job.hostId],
  };
}

/** Whether the URL of a job had a query, which is not kept. */
export function hadQuery({ params }: Pick<Job, 'params'>): boolean {
  return String(params.url ?? '').endsWith(HIDDEN);
}

function withoutHidden(url: string): string {
  return url.endsWith(HIDDEN) ? url.slice(0, -HIDDEN.length) : url;
}

function text(field: string): string | undefined {
  return field.trim() === '' ? undefined : field.trim();
}
