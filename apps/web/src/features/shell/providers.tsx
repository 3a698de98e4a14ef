'use client';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { I18nProvider } from '../../lib/i18n/i18n-provider';
import { LiveClient } from '../../lib/live/live-client';
import { LiveContext } from '../../lib/live/use-live';
import { cssVariablesResolver, theme } from '../../lib/theme/theme';
import { useToastsWanted } from '../../lib/ui/toast';
import { createCache } from './cache';
import { LoadFailure, Splash } from './splash';

const Toasts = lazy(() => import('../../lib/ui/toasts'));

export function Providers({ children }: { children: ReactNode }) {
  const [cache] = useState(createCache);
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
