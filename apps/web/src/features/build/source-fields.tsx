import { TextInput } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { MONO } from '../../lib/ui/mono-input';
import { Tabs } from '../../lib/ui/tabs';
import { UploadField } from '../uploads/upload-field';
import { SOURCES } from './build-draft';
import type { FieldsProps } from './build-form';
import classes from './build-form.module.css';
import { DockerfileSource } from './dockerfile-source';
import { GitCredentialChoice } from './git-credential-choice';

const PLAIN = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false, styles: MONO } as const;

/** What is built: a Dockerfile typed here, a folder or archive, or a Git repository. */
export function SourceFields({ draft, change }: FieldsProps) {
  const t = useTranslations('build');
  return (
    <div>
      <Tabs
        label={t('source')}
        tabs={SOURCES.map((id) => ({ id, label: t(`sources.${id}`) }))}
        current={draft.source}
        onChange={(source) => change({ source })}
      />
      {draft.source === 'dockerfile' ? (
        <DockerfileSource text={draft.text} onChange={(text) => change({ text })} />
      ) : null}
      {draft.source === 'upload' ? (
        <div className={classes.git}>
          <UploadField
            label={t('context')}
            value={draft.uploadId}
            onUploaded={(uploadId) => change({ uploadId })}
            takesFolders
          />
          <DockerfilePath draft={draft} change={change} />
        </div>
      ) : null}
      {draft.source === 'git' ? <GitFields draft={draft} change={change} /> : null}
    </div>
  );
}

function GitFields({ draft, change }: FieldsProps) {
  const t = useTranslations('build.git');
  return (
    <div className={classes.git}>
      <TextInput
        {...PLAIN}
        label={t('url')}
        description={t('urlHint')}
        placeholder="https://example.com/team/shop.git"
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value, credentialId: '' })}
      />
      <GitCredentialChoice
        url={draft.url}
        value={draft.credentialId}
        onChange={(credentialId) => change({ credentialId })}
      />
      <div className={classes.pair}>
        <TextInput
          {...PLAIN}
          label={t('ref')}
          description={t('refHint')}
          placeholder="main"
          value={draft.ref}
          onChange={(event) => change({ ref: event.currentTarget.value })}
        />
        <TextInput
          {...PLAIN}
          label={t('subdir')}
          description={t('subdirHint')}
          placeholder="services/web"
          value={draft.subdir}
          onChange={(event) => change({ subdir: event.currentTarget.value })}
        />
      </div>
      <DockerfilePath draft={draft} change={change} />
    </div>
  );
}

function DockerfilePath({ draft, change }: FieldsProps) {
  const t = useTranslations('build');
  return (
    <TextInput
      {...PLAIN}
      label={t('dockerfilePath')}
      description={t('dockerfilePathHint')}
      placeholder="Dockerfile"
      value={draft.dockerfile}
      onChange={(event) => change({ dockerfile: event.currentTarget.value })}
    />
  );
}
