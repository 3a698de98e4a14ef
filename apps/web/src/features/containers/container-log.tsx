import type { Container } from '@roadstead/contract';
import LogViewer from '../logs/log-viewer';

export default function ContainerLog({ container: { hostId, id, name } }: { container: Container }) {
  return <LogViewer hostId={hostId} containerId={id} name={name} />;
}
