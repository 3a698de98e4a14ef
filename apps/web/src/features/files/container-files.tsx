import type { Container } from '@roadstead/contract';
import { type ReactNode, useCallback } from 'react';
import { ApiError } from '../../lib/api/api-error';
import { hrefTo } from '../../lib/ui/links';
import { useUrlState } from '../../lib/ui/use-url-state';
import { DirectoryView } from './directory-view';
import { FileViewer } from './file-viewer';
import { PathBar } from './path-bar';
import { useDirectory } from './use-directory';

/** The files of a container; where one is stands in the address. */
export default function ContainerFiles({ container }: { container: Container }) {
  const url = useUrlState();
  const path = url.get('path') ?? '/';
  const { hostId, id } = container;
  const hrefOf = useCallback(
    (to: string, as?: 'file') => {
      const query = new URLSearchParams({ tab: 'files', path: to, ...(as && { as }) });
      return `${hrefTo.container(hostId, id)}&${query}`;
    },
    [hostId, id],
  );
  const bar = <PathBar path={path} hrefOf={hrefOf} onGo={(to) => url.set({ path: to, as: undefined, q: undefined })} />;
  if (url.get('as') === 'file') {
    return (
      <>
        {bar}
        <FileViewer key={path} container={container} path={path} />
      </>
    );
  }
  return <Listed key={path} container={container} path={path} hrefOf={hrefOf} bar={bar} />;
}

interface ListedProps {
  container: Container;
  path: string;
  hrefOf(path: string, as?: 'file'): string;
  bar: ReactNode;
}

/** What is typed, or lies behind a link, may be a file after all. */
function Listed({ container, path, hrefOf, bar }: ListedProps) {
  const directory = useDirectory(container.hostId, container.id, path);
  const isFile = codeOf(directory.error) === 'file.not-a-directory';
  return (
    <>
      {bar}
      {isFile ? (
        <FileViewer container={container} path={path} />
      ) : (
        <DirectoryView container={container} directory={directory} hrefOf={hrefOf} />
      )}
    </>
  );
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof ApiError) return error.code;
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
