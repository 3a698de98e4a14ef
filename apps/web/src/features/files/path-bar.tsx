import { Button, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import Link from 'next/link';
import { type FormEvent, Fragment, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '../../lib/ui/copy-button';
import classes from './files.module.css';
import { shownName } from './shown-name';

interface Props {
  path: string;
  hrefOf(path: string): string;
  onGo(path: string): void;
}

/** Where one is: each folder of it leads there, and another can be typed. */
export function PathBar({ path, hrefOf, onGo }: Props) {
  const t = useTranslations('files');
  const [typed, setTyped] = useState<string>();
  if (typed !== undefined) {
    const go = (event: FormEvent) => {
      event.preventDefault();
      setTyped(undefined);
      const wanted = typed.trim();
      if (wanted !== '') onGo(wanted.startsWith('/') ? wanted : `/${wanted}`);
    };
    return (
      <form className={classes.path} onSubmit={go}>
        <TextInput
          className={classes.typed}
          aria-label={t('path')}
          value={typed}
          autoFocus
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped(undefined);
          }}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit">{t('go')}</Button>
      </form>
    );
  }
  const parts = path.split('/').filter((part) => part !== '');
  return (
    <nav className={classes.path} aria-label={t('path')}>
      <ol className={classes.crumbs}>
        <li>
          <Link href={hrefOf('/')} prefetch={false} className={classes.crumb} aria-label={t('root')}>
            /
          </Link>
        </li>
        {parts.map((part, index) => {
          const to = `/${parts.slice(0, index + 1).join('/')}`;
          const isLast = index === parts.length - 1;
          return (
            <Fragment key={to}>
              <li>
                <Link
                  href={hrefOf(to)}
                  prefetch={false}
                  className={classes.crumb}
                  aria-current={isLast ? 'page' : undefined}
                >
                  <bdi>{shownName(part)}</bdi>
                </Link>
              </li>
              {isLast ? null : (
                <li aria-hidden className="quiet">
                  /
                </li>
              )}
            </Fragment>
          );
        })}
      </ol>
      <CopyButton text={path} what={t('path')} />
      <button
        type="button"
        className={classes.tool}
        aria-label={t('typePath')}
        title={t('typePath')}
        onClick={() => setTyped(path)}
      >
        <IconPencil size={15} stroke={1.7} aria-hidden />
      </button>
    </nav>
  );
}
