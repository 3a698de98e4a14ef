import { Button } from '@mantine/core';
import { IconDownload, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { copyText } from '../../lib/ui/copy-text';
import { commandLine } from '../images/command-line';

const CONFIRMED_MS = 1_500;

interface Props {
  /** The question in the terms of REST. */
  query: Readonly<Record<string, string | undefined>>;
  /** The routes of the file, and of the answer itself. */
  file?: 'exportPlacements' | 'exportPlacementMatrix' | 'exportPlacementChanges' | 'exportPackages' | 'exportDrift';
  list?: 'listPlacements' | 'getPlacementMatrix' | 'listPlacementChanges' | 'findPackages' | 'listDrift';
}

/** Takes the whole answer along as a file, or the question to a shell. */
export function TakeAway({ query, file = 'exportPlacements', list = 'listPlacements' }: Props) {
  const t = useTranslations('audit.take');
  const urlOf = (format: 'csv' | 'json') => routeUrl(file, { query: { ...query, format } as never });
  return (
    <>
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          variant="default"
          href={urlOf(format)}
          download
          title={t('means')}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      <CurlButton path={routeUrl(list, { query: query as never })} />
    </>
  );
}

/** Copies a command that asks the control plane the same. The token comes from the environment, so that no shell keeps it. */
export function CurlButton({ path }: { path: string }) {
  const t = useTranslations('audit.take');
  const common = useTranslations('common');
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>();
  const copy = async () => {
    const url = commandLine([new URL(path, window.location.origin).href]);
    const command = `curl --fail --header "Authorization: Bearer $ROADSTEAD_TOKEN" ${url}`;
    setOutcome(
      await copyText(command).then(
        () => 'copied' as const,
        () => 'notCopied' as const,
      ),
    );
    setTimeout(() => setOutcome(undefined), CONFIRMED_MS);
  };
  return (
    <Button
      variant="default"
      title={t('curlMeans')}
      leftSection={<IconTerminal2 size={14} aria-hidden />}
      onClick={copy}
    >
      <span role="status">{outcome === undefined ? t('curl') : common(outcome)}</span>
    </Button>
  );
}
