import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { IntlProvider, useLocale, useMessages, useTimeZone } from 'use-intl/react';
import {
  LOCALES,
  type LocaleName,
  loadPageMessages,
  type Messages,
  type PageMessages,
  withPageMessages,
} from './locales';

interface Words {
  locale: LocaleName;
  messages: PageMessages;
}

/** The words that were fetched last: going from page to page waits for nothing. */
let known: Words | undefined;

interface Props {
  /** On show until the words are there. */
  splash: ReactNode;
  /** On show when they could not be fetched. */
  failure: ReactNode;
  children: ReactNode;
}

/** Adds the words of the pages behind the overview, so that sign-in and overview do not wait for them. */
export function PageWords({ splash, failure, children }: Props) {
  const spoken = useLocale();
  const locale = LOCALES.find((name) => name === spoken) ?? LOCALES[0];
  const core = useMessages() as Messages;
  const timeZone = useTimeZone();
  const [words, setWords] = useState(known);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (known?.locale === locale) return;
    loadPageMessages(locale).then(
      (messages) => {
        known = { locale, messages };
        setWords(known);
      },
      () => setFailed(true),
    );
  }, [locale]);
  const messages = useMemo(() => (words === undefined ? core : withPageMessages(core, words.messages)), [core, words]);
  if (words === undefined) return hasFailed ? failure : splash;
  return (
    <IntlProvider locale={locale} messages={messages} timeZone={timeZone}>
      {children}
    </IntlProvider>
  );
}
