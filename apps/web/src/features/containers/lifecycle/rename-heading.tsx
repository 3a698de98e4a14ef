import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { IconPencil } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../../lib/api/call';
import { useErrorWords } from '../../../lib/i18n/use-error-words';
import { toast } from '../../../lib/ui/toast';
import { useMay } from '../../auth/use-current-user';
import classes from './rename-heading.module.css';

/** As the domain's `ContainerName`. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/;

/** The container's name, which can be changed where it stands. The new one is shown when the host has told of it. */
export function RenameHeading({ container }: { container: Container }) {
  const t = useTranslations('lifecycle');
  const words = useErrorWords();
  const mayManage = useMay('containers.manage');
  const [typed, setTyped] = useState<string>();
  const rename = useMutation({
    mutationFn: (name: string) =>
      call('renameContainer', { params: { hostId: container.hostId, containerId: container.id }, body: { name } }),
    onSuccess: (_acted, name) => {
      toast(t('done.rename', { name }));
      setTyped(undefined);
    },
  });
  if (typed === undefined) {
    return (
      <span className={classes.heading}>
        {container.name}
        {mayManage && container.hostStatus === 'online' ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('rename')}
            title={t('rename')}
            onClick={() => setTyped(container.name)}
          >
            <IconPencil size={15} stroke={1.7} aria-hidden />
          </ActionIcon>
        ) : null}
      </span>
    );
  }
  const problem = NAME.test(typed) ? (rename.error === null ? undefined : words(rename.error)) : t('nameRule');
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (typed === container.name) setTyped(undefined);
    else if (NAME.test(typed)) rename.mutate(typed);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        aria-label={t('newName')}
        data-autofocus
        autoFocus
        value={typed}
        error={problem}
        spellCheck={false}
        autoComplete="off"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          rename.reset();
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped(undefined);
        }}
      />
      <Button type="submit" loading={rename.isPending} disabled={!NAME.test(typed)}>
        {t('rename')}
      </Button>
    </form>
  );
}
