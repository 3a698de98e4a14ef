import type { LiveTopic } from '@roadstead/contract';
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { LiveClient, LiveStatus } from './live-client';

export const LiveContext = createContext<LiveClient | undefined>(undefined);

function useLiveClient(): LiveClient {
  const client = useContext(LiveContext);
  if (client === undefined) throw new Error('LiveContext is missing above this component');
  return client;
}

/** Keeps a topic live while the component is on the page. `undefined`: none. */
export function useLiveTopic(topic: LiveTopic | undefined): void {
  const client = useLiveClient();
  useEffect(() => (topic === undefined ? undefined : client.watch(topic)), [client, topic]);
}

const CONNECTING: LiveStatus = { state: 'connecting' };

export function useLiveStatus(): LiveStatus {
  const client = useLiveClient();
  return useSyncExternalStore(
    client.onStatus,
    () => client.status,
    () => CONNECTING,
  );
}

export function useCloseLive(): () => void {
  const client = useLiveClient();
  return () => client.close();
}
