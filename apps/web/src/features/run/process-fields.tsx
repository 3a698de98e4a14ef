import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ImageConfig } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { MONO } from '../../lib/ui/mono-input';
import { commandLine } from '../images/command-line';
import { useProblemWords } from './problem-words';
import { ENTRYPOINTS, runParams } from './run-draft';
import type { FieldsProps } from './run-form';
import classes from './run-form.module.css';
import { UnclosedQuote } from './shell-words';
import { whatRuns } from './what-runs';

/** What runs, and with which environment. */
export function ProcessFields({ draft, change, config }: FieldsProps & { config: ImageConfig | undefined }) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  const { entrypoint = [], cmd = [], env = [] } = config ?? {};
  return (
    <>
      <div className={classes.pair}>
        <NativeSelect
          label={t('entrypoint')}
          value={draft.entrypointFrom}
          data={ENTRYPOINTS.map((value) => ({
            value,
            label: t(`entrypoints.${value}`, { has: String(entrypoint.length > 0), words: commandLine(entrypoint) }),
          }))}
          onChange={(event) =>
            change({ entrypointFrom: ENTRYPOINTS.find((from) => from === event.currentTarget.value) ?? 'image' })
          }
        />
        {draft.entrypointFrom === 'own' ? (
          <TextInput
            label={t('ownEntrypoint')}
            placeholder="/bin/sh -c"
            error={problem('entrypoint')}
            styles={MONO}
            spellCheck={false}
            value={draft.entrypoint}
            onChange={(event) => change({ entrypoint: event.currentTarget.value })}
          />
        ) : null}
      </div>
      <TextInput
        label={t('command')}
        description={t('commandHint')}
        placeholder={cmd.length === 0 ? 'sleep 3600' : commandLine(cmd)}
        error={problem('command')}
        styles={MONO}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={draft.command}
        onChange={(event) => change({ command: event.currentTarget.value })}
      />
      {config === undefined ? null : <WhatRunsWords draft={draft} config={config} />}
      <Textarea
        label={t('env')}
        description={t('envHint')}
        placeholder={'MODE=production\nDATABASE_PASSWORD=…'}
        error={problem('env')}
        autosize
        minRows={2}
        maxRows={14}
        spellCheck={false}
        styles={MONO}
        value={draft.env}
        onChange={(event) => change({ env: event.currentTarget.value })}
      />
      {env.length === 0 ? null : (
        <details className={classes.note}>
          <summary className="quiet">{t('imageEnv', { count: env.length })}</summary>
          <ul>
            {env.map((line) => (
              <li key={line}>
                <code>{line}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function WhatRunsWords({ draft, config }: { draft: FieldsProps['draft']; config: ImageConfig }) {
  const t = useTranslations('run');
  try {
    const { words, from } = whatRuns(runParams(draft), config);
    return (
      <p className={classes.note} role="status">
        {words.length === 0 ? null : (
          <>
            {t('runs')} <code>{commandLine(words)}</code>{' '}
          </>
        )}
        <span className={words.length === 0 ? 'warn' : 'quiet'}>{t(`runsFrom.${from}`)}</span>
      </p>
    );
  } catch (error) {
    if (error instanceof UnclosedQuote) return null;
    throw error;
  }
}
