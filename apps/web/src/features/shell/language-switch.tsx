import { useLocale, useTranslations } from 'use-intl/react';
import { useSwitchLocale } from '../../lib/i18n/i18n-provider';
import { LOCALE_NAMES, LOCALES } from '../../lib/i18n/locales';
import classes from './switches.module.css';

/** The languages, each in its own words. */
export function LanguageSwitch() {
  const t = useTranslations('shell');
  const current = useLocale();
  const switchTo = useSwitchLocale();
  return (
    <fieldset aria-label={t('language')} className={classes.group}>
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={locale === current}
          className={classes.choice}
          onClick={() => switchTo(locale)}
        >
          {LOCALE_NAMES[locale]}
        </button>
      ))}
    </fieldset>
  );
}
