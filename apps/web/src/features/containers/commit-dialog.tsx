import { Checkbox, Textarea, TextInput } from '@mantine/core';
import type { Container, Job } from '@roadstead/contract';
import type { JobParams } from '@roadstead/domain';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DialogForm } from '../../lib/ui/dialog-form';
import { ReferenceField } from '../images/reference-field';
import { useDomain } from '../images/use-domain';
import { useReferenceCheck } from '../images/use-reference-check';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { changeProblem, changesOf } from './change-problem';

interface Props {
  container: Container;
  /** To be done again with changes: the fields begin with what it did. */
  before?: Job;
  onClose(): void;
}

const PROCESSES: readonly Container['state'][] = ['running', 'restarting'];
const EXAMPLE = 'CMD ["/bin/httpd", "-f", "-h", "/data"]\nEXPOSE 80';

/** Makes an image of what a container has changed, with a name or without. */
export default function CommitDialog({ container, before, onClose }: Props) {
  const t = useTranslations('verbs.commit');
  const domain = useDomain();
  // The contract: a job's parameters are kept as they were accepted.
  const was: Partial<JobParams<'container.commit'>> = before?.params ?? {};
  const [reference, setReference] = useState(was.reference ?? '');
  const [author, setAuthor] = useState(was.author ?? '');
  const [message, setMessage] = useState(was.message ?? '');
  const [changes, setChanges] = useState((was.changes ?? []).join('\n'));
  const [pause, setPause] = useState(was.pause ?? true);
  const check = useReferenceCheck(reference, { isName: true });
  const isNamed = reference.trim() !== '';
  const found = domain === undefined ? undefined : changeProblem(changes, domain);
  const { create, isPending, problem } = useCreateJobs();
  const hasProcesses = PROCESSES.includes(container.state);
  const lines = changesOf(changes);
  const submit = () =>
    create({
      kind: 'container.commit',
      hostIds: [container.hostId],
      params: {
        containerId: container.id,
        reference: isNamed ? reference.trim() : undefined,
        author: author.trim() === '' ? undefined : author.trim(),
        message: message.trim() === '' ? undefined : message.trim(),
        changes: lines.length === 0 ? undefined : lines,
        pause,
      },
    });

  return (
    <DialogForm
      title={t('title', { container: container.name })}
      submit={t('submit')}
      isPending={isPending}
      isDisabled={(isNamed && !check.isValid) || found !== undefined}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="quiet">{t('lead')}</p>
      <ReferenceField
        data-autofocus
        label={t('reference')}
        description={check.meaning === undefined ? t('unnamed') : t('means', { reference: check.meaning })}
        error={check.problem}
        placeholder="web:v0.1"
        value={reference}
        onChange={setReference}
      />
      <TextInput
        label={t('author')}
        placeholder="Ada Lovelace <ada@example.com>"
        maxLength={255}
        value={author}
        onChange={(event) => setAuthor(event.currentTarget.value)}
      />
      <TextInput
        label={t('message')}
        maxLength={1000}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <Textarea
        label={t('changes')}
        description={t('changesHint')}
        error={
          found &&
          (found.kind === 'other' ? found.words : t(`change.${found.kind}`, { instruction: found.instruction }))
        }
        placeholder={EXAMPLE}
        rows={4}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
        value={changes}
        onChange={(event) => setChanges(event.currentTarget.value)}
      />
      <Checkbox
        label={t('pause')}
        description={hasProcesses ? t('pauseHint') : t('noProcesses')}
        disabled={!hasProcesses}
        checked={pause}
        onChange={(event) => setPause(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
