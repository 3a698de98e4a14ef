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

  const load = useCallback(async (locale: LocaleName) => {
    const messages = await loadMessages(locale);
    document.documentElement.lang = locale;
    setLanguage({ locale, messages });
  }, []);

  useEffect(() => {
    load(preferredLocale()).catch(() => setFailed(true));
  }, [load]);

  const switchTo = useCallback(
    (locale: LocaleName) => {
      rememberLocale(locale);
      // A language that cannot be fetched right now leaves the page in the one it has.
      load(locale).catch(() => {});
    },
    [load],
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
