import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import classes from './switches.module.css';

const SCHEMES = [
  { scheme: 'auto', Icon: IconDeviceDesktop },
  { scheme: 'light', Icon: IconSun },
  { scheme: 'dark', Icon: IconMoon },
] as const satisfies readonly { scheme: MantineColorScheme; Icon: unknown }[];

export function ThemeSwitch() {
  const t = useTranslations('shell');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <fieldset aria-label={t('theme')} className={classes.group}>
      {SCHEMES.map(({ scheme, Icon }) => (
        <button
          key={scheme}
          type="button"
          aria-label={t(`themes.${scheme}`)}
          title={t(`themes.${scheme}`)}
          aria-pressed={scheme === colorScheme}
          className={classes.choice}
          onClick={() => setColorScheme(scheme)}
        >
          <Icon size={15} stroke={1.7} aria-hidden />
        </button>
      ))}
    </fieldset>
  );
}
