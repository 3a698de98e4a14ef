import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { MONO } from '../../lib/ui/mono-input';
import type { FieldsProps } from './build-form';
import classes from './build-form.module.css';
import { problemsOf } from './draft-problems';

const LINES = { size: 'xs', autoCapitalize: 'none', spellCheck: false, styles: MONO } as const;

/** What `docker build` takes beside the context. */
export function OptionFields({ draft, change }: FieldsProps) {
  const t = useTranslations('build');
  const problems = problemsOf(draft);
  const wordsOf = (key: 'pair' | undefined) => (key === undefined ? undefined : t(`problem.${key}`));
  return (
    <>
      <Textarea
        {...LINES}
        label={t('buildArgs')}
        description={t('buildArgsHint')}
        placeholder="VERSION=2.5.0"
        rows={Math.max(2, draft.buildArgs.split('\n').length)}
        value={draft.buildArgs}
        error={wordsOf(problems.buildArgs === 'pair' ? 'pair' : undefined)}
        onChange={(event) => change({ buildArgs: event.currentTarget.value })}
      />
      <div className={classes.switches}>
        <Checkbox
          label={t('noCache')}
          description={t('noCacheHint')}
          checked={draft.noCache}
          onChange={(event) => change({ noCache: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('pullBase')}
          description={t('pullBaseHint')}
          checked={draft.pullBase}
          onChange={(event) => change({ pullBase: event.currentTarget.checked })}
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label={t('target')}
          description={t('targetHint')}
          styles={MONO}
          value={draft.target}
          onChange={(event) => change({ target: event.currentTarget.value })}
        />
        <TextInput
          label={t('platform')}
          description={t('platformHint')}
          styles={MONO}
          placeholder="linux/arm64"
          value={draft.platform}
          pattern="[a-z0-9]+/[a-z0-9_]+(/v[0-9]+)?"
          onChange={(event) => change({ platform: event.currentTarget.value })}
        />
      </div>
      <Textarea
        {...LINES}
        label={t('labels')}
        description={t('labelsHint')}
        rows={Math.max(2, draft.labels.split('\n').length)}
        value={draft.labels}
        error={wordsOf(problems.labels === 'pair' ? 'pair' : undefined)}
        onChange={(event) => change({ labels: event.currentTarget.value })}
      />
    </>
  );
}
