import type { Container } from '@roadstead/contract';
import { useMemo } from 'react';
import LogViewer from '../logs/log-viewer';

export default function ContainerLog({ container }: { container: Container }) {
  const { hostId, id, name, hostName } = container;
  const sources = useMemo(() => [{ hostId, containerId: id, name, hostName }], [hostId, id, name, hostName]);
  return <LogViewer sources={sources} />;
}
