import { TextInput } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { DialogForm } from '../../lib/ui/dialog-form';
import { below } from './paths';
import { shownName } from './shown-name';

interface Props {
  container: Container;
  path: string;
  onClose(): void;
  onDone(): void;
}

/** A new directory in the one that is shown. */
export function DirectoryDialog({ container, path, onClose, onDone }: Props) {
  const t = useTranslations('files');
  const words = useErrorWords();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () =>
      call('createContainerDirectory', {
        params: { hostId: container.hostId, containerId: container.id },
        body: { path: below(path, name) },
      }),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  const isUsable = name !== '' && name !== '.' && name !== '..' && !name.includes('/');
  return (
    <DialogForm
      title={t('directory.title', { path: shownName(path) })}
      submit={t('directory.submit')}
      isPending={create.isPending}
      isDisabled={!isUsable}
      problem={create.error === null ? undefined : words(create.error)}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('column.name')}
        description={t('directory.hint')}
        error={name !== '' && !isUsable ? t('directory.wrong') : undefined}
        maxLength={255}
        spellCheck={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
