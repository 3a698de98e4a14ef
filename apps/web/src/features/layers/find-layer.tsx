import { Button, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { hrefTo } from '../../lib/ui/links';
import classes from './layers-page.module.css';

/** Leads to a layer by what one has of its digest. */
export function FindLayer() {
  const t = useTranslations('layer');
  const router = useRouter();
  const [text, setText] = useState('');
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') router.push(hrefTo.layer(text.trim()));
  };
  return (
    <form className={classes.find} onSubmit={open}>
      <TextInput
        aria-label={t('find')}
        placeholder={t('find')}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t('findAction')}
      </Button>
    </form>
  );
}
