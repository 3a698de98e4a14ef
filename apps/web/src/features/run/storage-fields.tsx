import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ImageConfig } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { MONO } from '../../lib/ui/mono-input';
import { useMay } from '../auth/use-current-user';
import { useProblemWords } from './problem-words';
import { RESTARTS } from './run-draft';
import type { FieldsProps } from './run-form';
import classes from './run-form.module.css';
import { linesOf, parseMount } from './run-lines';

/** What is kept beyond the container, and when it starts again. */
export function StorageFields({ draft, change, config }: FieldsProps & { config: ImageConfig | undefined }) {
  const t = useTranslations('run');
  const format = useFormat();
  const mayElevate = useMay('containers.elevate');
  const problem = useProblemWords(draft);
  const mounts = linesOf(draft.mounts).flatMap((line) => parseMount(line) ?? []);
  const anonymous = (config?.volumes ?? []).filter((path) => !mounts.some(({ target }) => target === path));
  const isElevated = mounts.some(({ type }) => type === 'bind') && !mayElevate;
  return (
    <>
      <div>
        <Textarea
          label={t('mounts')}
          description={t('mountsHint')}
          placeholder={'data:/var/lib/data\ntmpfs:/tmp:64m'}
          error={problem('mounts') ?? (isElevated ? t('bindNeedsAdmin') : undefined)}
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          styles={MONO}
          value={draft.mounts}
          onChange={(event) => change({ mounts: event.currentTarget.value })}
        />
        {anonymous.length === 0 ? null : (
          <p className={`${classes.note} quiet`}>{t('anonymousVolumes', { paths: format.list(anonymous) })}</p>
        )}
      </div>
      <div className={classes.pair}>
        <NativeSelect
          label={t('restart')}
          value={draft.restart}
          data={RESTARTS.map((value) => ({ value, label: t(`restarts.${value}`) }))}
          onChange={(event) =>
            change({ restart: RESTARTS.find((policy) => policy === event.currentTarget.value) ?? 'no' })
          }
        />
        {draft.restart === 'on-failure' ? (
          <TextInput
            label={t('maxRetries')}
            placeholder={t('noLimit')}
            inputMode="numeric"
            error={problem('maxRetries')}
            value={draft.maxRetries}
            onChange={(event) => change({ maxRetries: event.currentTarget.value })}
          />
        ) : null}
      </div>
    </>
  );
}
