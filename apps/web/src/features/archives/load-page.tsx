'use client';

import { Button } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { SubmitEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormProblem } from '../../lib/ui/form-problem';
import { useDraft } from '../../lib/ui/use-draft';
import { HostChoice } from '../hosts/host-choice';
import { AT_ONCE, type RollingText, rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { UploadField } from '../uploads/upload-field';
import { ArchivePage } from './archive-page';
import classes from './archives.module.css';

interface LoadDraft extends RollingText {
  uploadId: string;
  hostIds: readonly string[];
}

/** `docker load` on chosen hosts: an archive of `docker save`, with all its names. */
export function LoadPage() {
  const t = useTranslations('archives.load');
  return (
    <ArchivePage title={t('title')} lead={t('lead')}>
      {({ hosts, hostIds, before }) => {
        const uploadId = typeof before?.params.uploadId === 'string' ? before.params.uploadId : '';
        return (
          <LoadForm key={before?.id} again={before?.id} hosts={hosts} initial={{ ...AT_ONCE, uploadId, hostIds }} />
        );
      }}
    </ArchivePage>
  );
}

function LoadForm({ hosts, again = '', initial }: { hosts: Host[]; again?: string; initial: LoadDraft }) {
  const t = useTranslations('archives');
  const { draft, change } = useDraft<LoadDraft>(`roadstead.load.${again}`, initial);
  const { create, isPending, problem } = useCreateJobs();
  const hostIds = hosts.map((host) => host.id).filter((id) => draft.hostIds.includes(id));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const rolling = rollingOf(draft, hostIds.length);
    create({ kind: 'image.load', hostIds, rolling, params: { uploadId: draft.uploadId } });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <UploadField label={t('archive')} value={draft.uploadId} onUploaded={(uploadId) => change({ uploadId })} />
      <HostChoice hosts={hosts} chosen={new Set(draft.hostIds)} onChange={(ids) => change({ hostIds: [...ids] })} />
      <RollingFields value={draft} onChange={change} hostCount={hostIds.length} />
      <FormProblem>{problem}</FormProblem>
      <Button
        type="submit"
        size="sm"
        className={classes.submit}
        loading={isPending}
        disabled={hostIds.length === 0 || draft.uploadId === ''}
      >
        {t('load.submit', { count: hostIds.length })}
      </Button>
    </form>
  );
}
