import { useClickOutside } from '@mantine/hooks';
import { IconKeyboard, IconLogout, IconSearch } from '@tabler/icons-react';
import { usePathname } from 'next/navigation';
import { type FocusEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Mark } from '../../lib/ui/mark';
import { useCurrentUser, useSignOut } from '../auth/use-current-user';
import { useOverview } from '../overview/use-overview';
import { LanguageSwitch } from './language-switch';
import classes from './navigation-bar.module.css';
import { PLACES } from './places';
import { ThemeSwitch } from './theme-switch';

/** Left of the page; a bar at its foot on a narrow screen. */
export function NavigationBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const t = useTranslations('shell');
  return (
    <div className={classes.side}>
      <AppLink href="/" className={classes.brand}>
        <Mark size={21} />
        <span>Roadstead</span>
      </AppLink>
      <button type="button" className={classes.find} onClick={onPalette}>
        <IconSearch size={14} stroke={1.7} aria-hidden />
        <span>{t('find')}</span>
        <kbd>{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <nav aria-label={t('navigation')} className={classes.places}>
        {PLACES.map((place) => (
          <PlaceLink key={place.id} place={place} />
        ))}
      </nav>
      <div className={classes.foot}>
        <div className={classes.footRow}>
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <div className={classes.footRow}>
          <UserName />
          <span className={classes.icons}>
            <button
              type="button"
              className={classes.icon}
              aria-label={t('shortcuts')}
              title={t('shortcuts')}
              onClick={onHelp}
            >
              <IconKeyboard size={16} stroke={1.7} aria-hidden />
            </button>
            <SignOut />
          </span>
        </div>
      </div>
    </div>
  );
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** At the head of a narrow screen only. */
export function TopBar({ onPalette }: { onPalette: () => void }) {
  const t = useTranslations('shell');
  return (
    <header className={classes.top}>
      <AppLink href="/" className={classes.brand}>
        <Mark size={20} />
        <span>Roadstead</span>
      </AppLink>
      <span className={classes.topActions}>
        <button type="button" className={classes.icon} aria-label={t('find')} onClick={onPalette}>
          <IconSearch size={17} stroke={1.7} aria-hidden />
        </button>
        <More />
      </span>
    </header>
  );
}

/** What the foot of the wide bar has. It closes when the reader goes on, presses Esc or turns to something else. */
function More() {
  const t = useTranslations('shell');
  const pathname = usePathname();
  const [openAt, setOpenAt] = useState<string>();
  const place = useClickOutside<HTMLDivElement>(() => setOpenAt(undefined));
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = openAt === pathname;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpenAt(undefined);
    button.current?.focus();
  };
  const onBlur = (event: FocusEvent) => {
    if (event.relatedTarget !== null && !event.currentTarget.contains(event.relatedTarget)) setOpenAt(undefined);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its button and choices are told
    <div ref={place} className={classes.more} onKeyDown={onKeyDown} onBlur={onBlur}>
      <button
        ref={button}
        type="button"
        className={classes.icon}
        aria-expanded={isOpen}
        onClick={() => setOpenAt(isOpen ? undefined : pathname)}
      >
        {t('more')}
      </button>
      {isOpen ? (
        <div className={classes.sheet}>
          <nav aria-label={t('morePlaces')} className={classes.sheetPlaces}>
            {PLACES.filter((place) => 'inMenu' in place).map((place) => (
              <PlaceLink key={place.id} place={place} />
            ))}
          </nav>
          <div className={classes.footRow}>
            <UserName />
            <SignOut />
          </div>
          <div className={classes.footRow}>
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
      ) : null}
    </div>
  );
}

function PlaceLink({ place }: { place: (typeof PLACES)[number] }) {
  const { id, href, Icon } = place;
  const t = useTranslations('shell');
  const format = useFormat();
  const pathname = usePathname();
  const count = usePlaceCount(id);
  const isCurrent = href === '/' ? pathname === '/' : pathname.startsWith(href);
  return (
    <AppLink
      href={href}
      className={classes.place}
      aria-current={isCurrent ? 'page' : undefined}
      data-in-menu={'inMenu' in place || undefined}
    >
      <Icon size={17} stroke={1.6} aria-hidden />
      <span>{t(`places.${id}`)}</span>
      {count === undefined ? null : <span className={classes.count}>{format.number(count)}</span>}
    </AppLink>
  );
}

function usePlaceCount(id: (typeof PLACES)[number]['id']): number | undefined {
  const { data } = useOverview();
  if (data === undefined) return undefined;
  const active = data.jobs.running + data.jobs.waiting;
  const counts: Partial<Record<typeof id, number>> = {
    overview: data.concernCount === 0 ? undefined : data.concernCount,
    hosts: data.hosts.total,
    containers: data.containers.total,
    images: data.images.total,
    jobs: active === 0 ? undefined : active,
  };
  return counts[id];
}

function UserName() {
  const t = useTranslations('shell');
  const { data } = useCurrentUser();
  if (data == null) return null;
  return (
    <span className="truncate">
      {data.username} {data.username === data.role ? null : <span className="quiet">{t(`roles.${data.role}`)}</span>}
    </span>
  );
}

function SignOut() {
  const t = useTranslations('shell');
  const signOut = useSignOut();
  return (
    <button
      type="button"
      className={classes.icon}
      aria-label={t('signOut')}
      title={t('signOut')}
      onClick={() => signOut.mutate()}
    >
      <IconLogout size={16} stroke={1.7} aria-hidden />
    </button>
  );
}
