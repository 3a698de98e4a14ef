'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { type SubmitEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../../lib/api/api-error';
import { call } from '../../lib/api/call';
import { useNow } from '../../lib/clock/use-now';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { Mark } from '../../lib/ui/mark';
import { LanguageSwitch } from '../shell/language-switch';
import { ThemeSwitch } from '../shell/theme-switch';
import classes from './sign-in-page.module.css';
import { useCurrentUser } from './use-current-user';

/** Only a path of this site: whoever wrote the link must not send the user elsewhere. */
function localPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function SignInPage() {
  const t = useTranslations('signIn');
  const router = useRouter();
  const next = localPath(useSearchParams().get('next'));
  const cache = useQueryClient();
  const user = useCurrentUser();
  const passwordField = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: (form: FormData) =>
      call('login', { body: { username: String(form.get('username')), password: String(form.get('password')) } }),
    onSuccess: (me) => cache.setQueryData(KEYS.me, me),
    onError: () => passwordField.current?.select(),
  });

  useEffect(() => {
    document.title = `${t('title')} · Roadstead`;
  }, [t]);
  useEffect(() => {
    if (user.data != null) router.replace(next);
  }, [user.data, next, router]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    signIn.mutate(new FormData(event.currentTarget));
  };

  return (
    <div className={classes.page}>
      <main className={classes.main}>
        <div className={classes.brand}>
          <Mark size={30} />
          <h1>Roadstead</h1>
        </div>
        <p className={classes.lead}>{t('lead')}</p>
        <form onSubmit={submit} className={classes.form}>
          <TextInput
            name="username"
            label={t('username')}
            size="sm"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            autoFocus
          />
          <PasswordInput
            ref={passwordField}
            name="password"
            label={t('password')}
            size="sm"
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          />
          <div role="alert" className={classes.alert}>
            {signIn.error === null ? null : <Failure error={signIn.error} at={signIn.submittedAt} />}
          </div>
          <Button type="submit" size="sm" loading={signIn.isPending}>
            {t('submit')}
          </Button>
        </form>
      </main>
      <footer className={classes.footer}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}

function Failure({ error, at }: { error: Error; at: number }) {
  const words = useErrorWords();
  if (error instanceof ApiError && error.code === 'auth.rate-limited') return <Countdown error={error} at={at} />;
  return <p className="bad">{words(error)}</p>;
}

/** The wait that the server asks for, counted down. `at`: milliseconds when the attempt was made. */
function Countdown({ error, at }: { error: ApiError; at: number }) {
  const words = useErrorWords();
  const t = useTranslations('signIn');
  useNow();
  const left = Math.ceil(Number(error.detail.seconds ?? 0) - (Date.now() - at) / 1000);
  if (left <= 0) return <p>{t('tryAgainNow')}</p>;
  return <p className="bad">{words({ code: error.code, message: error.message, detail: { seconds: left } })}</p>;
}
