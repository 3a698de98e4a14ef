'use client';

import { Button, Textarea, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { SubmitEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormProblem } from '../../lib/ui/form-problem';
import { MONO } from '../../lib/ui/mono-input';
import { Tabs } from '../../lib/ui/tabs';
import { useDraft } from '../../lib/ui/use-draft';
import { changeProblem } from '../containers/change-problem';
import { HostChoice } from '../hosts/host-choice';
import { ReferenceField } from '../images/reference-field';
import { useDomain } from '../images/use-domain';
import { useReferenceCheck } from '../images/use-reference-check';
import { rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { UploadField } from '../uploads/upload-field';
import { ArchivePage } from './archive-page';
import classes from './archives.module.css';
import { hadQuery, type ImportDraft, importDraftOf, importParams, NEW_IMPORT, SOURCES } from './import-draft';

/** `docker import` on chosen hosts: a root filesystem becomes an image of one layer. */
export function ImportPage() {
  const t = useTranslations('archives.import');
  return (
    <ArchivePage title={t('title')} lead={t('lead')}>
      {({ hosts, hostIds, before }) => {
        const initial = before?.kind === 'image.import' ? importDraftOf(before) : { ...NEW_IMPORT, hostIds };
        const lacksQuery = before !== undefined && hadQuery(before);
        return (
          <ImportForm key={before?.id} again={before?.id} hosts={hosts} initial={initial} lacksQuery={lacksQuery} />
        );
      }}
    </ArchivePage>
  );
}

interface FormProps {
  hosts: Host[];
  again?: string;
  initial: ImportDraft;
  /** The URL of the job before had a query, which has to be entered again. */
  lacksQuery: boolean;
}

function ImportForm({ hosts, again = '', initial, lacksQuery }: FormProps) {
  const t = useTranslations('archives.import');
  const { draft, change } = useDraft<ImportDraft>(`roadstead.import.${again}`, initial);
  const { create, isPending, problem } = useCreateJobs();
  const check = useReferenceCheck(draft.reference, { isName: true });
  const changes = useChangeProblem(draft.changes);
  const hostIds = hosts.map((host) => host.id).filter((id) => draft.hostIds.includes(id));
  const hasSource = (draft.source === 'upload' ? draft.uploadId : draft.url.trim()) !== '';
  const isNamed = draft.reference.trim() !== '';
  const isSound = hasSource && (!isNamed || check.isValid) && changes === undefined;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    create({ kind: 'image.import', hostIds, rolling: rollingOf(draft, hostIds.length), params: importParams(draft) });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <Source draft={draft} change={change} lacksQuery={lacksQuery && draft.url === initial.url} />
      <ReferenceField
        label={t('reference')}
        description={check.meaning === undefined ? t('unnamed') : t('means', { reference: check.meaning })}
        error={check.problem}
        placeholder="debian:v1"
        value={draft.reference}
        onChange={(reference) => change({ reference })}
      />
      <Textarea
        label={t('changes')}
        description={t('changesHint')}
        error={changes}
        placeholder={'CMD ["/bin/sh"]\nENV TERM=xterm'}
        size="xs"
        rows={3}
        spellCheck={false}
        styles={MONO}
        value={draft.changes}
        onChange={(event) => change({ changes: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('message')}
          maxLength={1000}
          value={draft.message}
          onChange={(event) => change({ message: event.currentTarget.value })}
        />
        <TextInput
          label={t('platform')}
          placeholder="linux/amd64"
          styles={MONO}
          pattern="[a-z0-9]+/[a-z0-9_]+(/v[0-9]+)?"
          value={draft.platform}
          onChange={(event) => change({ platform: event.currentTarget.value })}
        />
      </div>
      <HostChoice hosts={hosts} chosen={new Set(draft.hostIds)} onChange={(ids) => change({ hostIds: [...ids] })} />
      <RollingFields value={draft} onChange={change} hostCount={hostIds.length} />
      <FormProblem>{problem}</FormProblem>
      <Button
        type="submit"
        size="sm"
        className={classes.submit}
        loading={isPending}
        disabled={hostIds.length === 0 || !isSound}
      >
        {t('submit', { count: hostIds.length })}
      </Button>
    </form>
  );
}

interface SourceProps {
  draft: ImportDraft;
  change(part: Partial<ImportDraft>): void;
  lacksQuery: boolean;
}

function Source({ draft, change, lacksQuery }: SourceProps) {
  const t = useTranslations('archives');
  return (
    <div>
      <Tabs
        label={t('import.source')}
        tabs={SOURCES.map((id) => ({ id, label: t(`import.sources.${id}`) }))}
        current={draft.source}
        onChange={(source) => change({ source })}
      />
      {draft.source === 'upload' ? (
        <UploadField label={t('archive')} value={draft.uploadId} onUploaded={(uploadId) => change({ uploadId })} />
      ) : (
        <TextInput
          type="url"
          label={t('import.url')}
          description={t(lacksQuery ? 'import.urlLacksQuery' : 'import.urlHint')}
          placeholder="https://example.com/rootfs.tar.xz"
          styles={MONO}
          value={draft.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

/** What is wrong with the changes, in words. */
function useChangeProblem(changes: string): string | undefined {
  const t = useTranslations('verbs.commit.change');
  const domain = useDomain();
  const found = domain === undefined ? undefined : changeProblem(changes, domain);
  if (found === undefined) return undefined;
  return found.kind === 'other' ? found.words : t(found.kind, { instruction: found.instruction });
}
