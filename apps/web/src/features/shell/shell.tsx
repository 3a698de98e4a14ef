'use client';

import { usePathname, useRouter } from 'next/navigation';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PageWords } from '../../lib/i18n/page-words';
import { useLiveStatus, useLiveTopic } from '../../lib/live/use-live';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useCurrentUser } from '../auth/use-current-user';
import { FullTextTip } from './full-text-tip';
import { LiveBanner } from './live-banner';
import { NavigationBar, TopBar } from './navigation-bar';
import classes from './shell.module.css';
import { LoadFailure, Splash } from './splash';
import { useShortcuts } from './use-shortcuts';

const CommandPalette = lazy(() => import('./command-palette'));
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog'));

/** The one page in the frame that needs no words but those that come first. */
const OVERVIEW = '/';

/** What surrounds every page of a signed-in user. */
export function Shell({ children }: { children: ReactNode }) {
  const user = useCurrentUser();
  const router = useRouter();
  const isSignedOut = user.data === null;
  useEffect(() => {
    if (!isSignedOut) return;
    const here = window.location.pathname + window.location.search;
    router.replace(here === '/' ? '/sign-in/' : `/sign-in/?next=${encodeURIComponent(here)}`);
  }, [isSignedOut, router]);

  if (user.isError) return <ErrorState error={user.error} onRetry={() => user.refetch()} />;
  if (user.data == null) return <Splash />;
  return <Frame>{children}</Frame>;
}

function Frame({ children }: { children: ReactNode }) {
  const t = useTranslations('shell');
  const pathname = usePathname();
  const live = useLiveStatus();
  const [dialog, setDialog] = useState<'palette' | 'shortcuts'>();
  const close = () => setDialog(undefined);
  useLiveTopic('overview');
  useShortcuts({ onPalette: () => setDialog('palette'), onHelp: () => setDialog('shortcuts') });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page is the reason
  useEffect(() => {
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className={classes.shell} data-live={live.state}>
      <a href="#main" className={classes.skip}>
        {t('skip')}
      </a>
      <TopBar onPalette={() => setDialog('palette')} />
      <NavigationBar onPalette={() => setDialog('palette')} onHelp={() => setDialog('shortcuts')} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <LiveBanner />
        {pathname === OVERVIEW ? (
          children
        ) : (
          <PageWords splash={<SkeletonRows />} failure={<LoadFailure />}>
            {children}
          </PageWords>
        )}
      </main>
      <FullTextTip />
      <Suspense>
        {dialog === 'palette' ? <CommandPalette onClose={close} /> : null}
        {dialog === 'shortcuts' ? <ShortcutsDialog onClose={close} /> : null}
      </Suspense>
    </div>
  );
}
