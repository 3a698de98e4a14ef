'use client';

import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { I18nProvider } from '../../lib/i18n/i18n-provider';
import { LiveClient } from '../../lib/live/live-client';
import { LiveContext } from '../../lib/live/use-live';
import { cssVariablesResolver, theme } from '../../lib/theme/theme';
import { useToastsWanted } from '../../lib/ui/toast';
import { CURRENT_USER } from '../auth/use-current-user';
import { createCache } from './cache';
import { LoadFailure, Splash } from './splash';

const Toasts = lazy(() => import('../../lib/ui/toasts'));

/** Who is signed in is asked for at once, while the words of the page are still coming. */
function startCache(): QueryClient {
  const cache = createCache();
  if (typeof window !== 'undefined') void cache.prefetchQuery(CURRENT_USER);
  return cache;
}

export function Providers({ children }: { children: ReactNode }) {
  const [cache] = useState(startCache);
  const [live] = useState(() => new LiveClient(cache));
  const toastsWanted = useToastsWanted();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <I18nProvider splash={<Splash />} failure={<LoadFailure />}>
        <QueryClientProvider client={cache}>
          <LiveContext value={live}>{children}</LiveContext>
        </QueryClientProvider>
      </I18nProvider>
      {toastsWanted ? (
        <Suspense>
          <Toasts />
        </Suspense>
      ) : null}
    </MantineProvider>
  );
}
