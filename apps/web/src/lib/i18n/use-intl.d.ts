import type { LocaleName, Messages } from './locales';

declare module 'use-intl' {
  interface AppConfig {
    Locale: LocaleName;
    Messages: Messages;
  }
}
