import type { Job } from '@roadstead/contract';
import type { JobParams } from '@roadstead/domain';
import { changesOf } from '../containers/change-problem';
import { AT_ONCE, type RollingText } from '../jobs/rolling';

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
    url: params.url ?? '',
    reference: params.reference ?? '',
    changes: (params.changes ?? []).join('\n'),
    message: params.message ?? '',
    platform: params.platform ?? '',
    hostIds: [job.hostId],
  };
}

function text(field: string): string | undefined {
  return field.trim() === '' ? undefined : field.trim();
}
