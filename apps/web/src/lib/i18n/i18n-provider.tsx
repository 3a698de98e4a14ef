import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { IntlProvider } from 'use-intl/react';
import { type LocaleName, loadMessages, type Messages, preferredLocale, rememberLocale } from './locales';

interface Language {
  locale: LocaleName;
  messages: Messages;
}

const SwitchContext = createContext<(locale: LocaleName) => void>(() => {});

/** Changes the language in place; the choice is remembered. */
export function useSwitchLocale(): (locale: LocaleName) => void {
  return useContext(SwitchContext);
}

/** Asked for as soon as this script runs, not only once the page has come to life. */
const firstMessages = typeof window === 'undefined' ? undefined : loadMessages(preferredLocale());
// Whoever waits for it hears of a failure; until somebody does, it is nobody's.
firstMessages?.catch(() => {});

interface Props {
  /** On show until the words of the reader's language are there. */
  splash: ReactNode;
  /** On show when they could not be fetched. */
  failure: ReactNode;
  children: ReactNode;
}

export function I18nProvider({ splash, failure, children }: Props) {
  const [language, setLanguage] = useState<Language>();
  const [hasFailed, setFailed] = useState(false);

  const speak = useCallback(async (locale: LocaleName, coming = loadMessages(locale)) => {
    const messages = await coming;
    document.documentElement.lang = locale;
    setLanguage({ locale, messages });
  }, []);

  useEffect(() => {
    speak(preferredLocale(), firstMessages).catch(() => setFailed(true));
  }, [speak]);

  const switchTo = useCallback(
    (locale: LocaleName) => {
      rememberLocale(locale);
      // A language that cannot be fetched right now leaves the page in the one it has.
      speak(locale).catch(() => {});
    },
    [speak],
  );

  const timeZone = useMemo(() => Intl.DateTimeFormat().resolvedOptions().timeZone, []);
  if (language === undefined) return hasFailed ? failure : splash;
  return (
    <SwitchContext value={switchTo}>
      <IntlProvider locale={language.locale} messages={language.messages} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </SwitchContext>
  );
}
