import type messages from '../../../messages/en.json';
import type pageMessages from '../../../messages/pages.en.json';

/** Words that every page has, or that sign-in and overview need. */
type CoreMessages = typeof messages;
/** Words of all other pages. `pageErrors` are those of the registry that the first pages have no use for. */
export type PageMessages = typeof pageMessages;
export type Messages = Omit<CoreMessages, 'errors'> &
  Omit<PageMessages, 'pageErrors'> & { errors: CoreMessages['errors'] & PageMessages['pageErrors'] };

export const LOCALES = ['en', 'zh-CN'] as const;
export type LocaleName = (typeof LOCALES)[number];

/** Each language in its own words, for the switch. */
export const LOCALE_NAMES: Record<LocaleName, string> = { en: 'English', 'zh-CN': '中文' };

const STORAGE_KEY = 'roadstead.locale';

const LOADERS: Record<LocaleName, () => Promise<{ default: unknown }>> = {
  en: () => import('../../../messages/en.json'),
  'zh-CN': () => import('../../../messages/zh-CN.json'),
};

const PAGE_LOADERS: Record<LocaleName, () => Promise<{ default: unknown }>> = {
  en: () => import('../../../messages/pages.en.json'),
  'zh-CN': () => import('../../../messages/pages.zh-CN.json'),
};

/** The words that come first. Those of the pages join them below `PageWords`, outside of which they must not be used. */
export async function loadMessages(locale: LocaleName): Promise<Messages> {
  return (await LOADERS[locale]()).default as Messages;
}

export async function loadPageMessages(locale: LocaleName): Promise<PageMessages> {
  return (await PAGE_LOADERS[locale]()).default as PageMessages;
}

/** All words, once those of the pages are there. */
export function withPageMessages(core: Messages, { pageErrors, ...pages }: PageMessages): Messages {
  return { ...core, ...pages, errors: { ...core.errors, ...pageErrors } };
}

/** What the reader chose here before; else the first language of the browser that we speak; else English. */
export function preferredLocale(): LocaleName {
  const chosen = readChoice();
  if (chosen !== undefined) return chosen;
  for (const language of navigator.languages) {
    if (language.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (language.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

function readChoice(): LocaleName | undefined {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return LOCALES.find((locale) => locale === stored);
  } catch {
    // Storage is switched off: the choice lasts for this page only.
    return undefined;
  }
}

export function rememberLocale(locale: LocaleName): void {
  try {
    localStorage.setItem(STORAGE_KEY, locale);
  } catch {
    // As above.
  }
}
