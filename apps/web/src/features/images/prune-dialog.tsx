import { Checkbox, Textarea, TextInput } from '@mantine/core';
import type { Job } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Choice } from '../../lib/ui/choice';
import { DialogForm } from '../../lib/ui/dialog-form';
import { Callout } from '../../lib/ui/notice';
import { HostChoice } from '../hosts/host-choice';
import { useHosts } from '../hosts/use-hosts';
import { AT_ONCE, rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { PruneCandidates } from './prune-candidates';
import { AGE, GENTLE, PRUNED, type Pruned, pruneRequest, pruneTextOf } from './prune-request';

interface Props {
  what: Pruned;
  hostId?: string;
  /** To be done again with changes: the fields begin with what it did. */
  before?: Job;
  onClose(): void;
}

/** Removes what nothing uses, on one host or several: images, stopped containers or build cache. */
export default function PruneDialog({ what, hostId, before, onClose }: Props) {
  const t = useTranslations('verbs.prune');
  const hosts = useHosts();
  const shown = hosts.data?.filter((host) => host.status !== 'revoked') ?? [];
  const [text, setText] = useState(before === undefined ? { ...GENTLE, what } : pruneTextOf(before));
  const [rolling, setRolling] = useState(AT_ONCE);
  const first = before?.hostId ?? hostId;
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(first === undefined ? [] : [first]));
  const chosen = shown.length === 1 ? new Set(shown.map((host) => host.id)) : wanted;
  const hostIds = shown.filter((host) => chosen.has(host.id)).map((host) => host.id);
  const { create, isPending, problem } = useCreateJobs();
  const set = (change: Partial<typeof text>) => setText({ ...text, ...change });

  return (
    <DialogForm
      title={t('title')}
      submit={t('submit', { count: hostIds.length })}
      isDanger
      isPending={isPending}
      isDisabled={hostIds.length === 0}
      problem={problem}
      onSubmit={() => create(pruneRequest(text, hostIds, rollingOf(rolling, hostIds.length)))}
      onClose={onClose}
    >
      <Choice
        legend={t('what')}
        value={text.what}
        options={PRUNED.map((each) => ({ value: each, label: t(each), hint: t(`${each}Hint`) }))}
        onChange={(next) => set({ what: next })}
      />
      {text.what === 'containers' ? null : (
        <Checkbox
          label={t(text.what === 'images' ? 'allImages' : 'allCache')}
          description={t(text.what === 'images' ? 'allImagesHint' : 'allCacheHint')}
          checked={text.all}
          onChange={(event) => set({ all: event.currentTarget.checked })}
        />
      )}
      {text.what === 'images' && text.all ? <Callout tone="warn">{t('allImagesMeans')}</Callout> : null}
      <TextInput
        label={t('until')}
        description={t('untilHint')}
        placeholder="24h"
        pattern={AGE}
        title={t('untilHint')}
        value={text.until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      {text.what === 'cache' ? (
        <TextInput
          type="number"
          label={t('keep')}
          description={t('keepHint')}
          min={0}
          step="any"
          value={text.keepGigabytes}
          onChange={(event) => set({ keepGigabytes: event.currentTarget.value })}
        />
      ) : (
        <Textarea
          label={t('labels')}
          description={t('labelsHint')}
          placeholder="stage=ci"
          rows={2}
          spellCheck={false}
          value={text.labels}
          onChange={(event) => set({ labels: event.currentTarget.value })}
        />
      )}
      {shown.length > 1 ? <HostChoice hosts={shown} chosen={chosen} onChange={setWanted} /> : null}
      <PruneCandidates text={text} hostIds={hostIds} />
      <RollingFields value={rolling} onChange={setRolling} hostCount={hostIds.length} />
    </DialogForm>
  );
}
