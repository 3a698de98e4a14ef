import { useSyncExternalStore } from 'react';

/** The library for toasts is fetched with the first toast. */
let wanted = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useToastsWanted(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => wanted,
    () => false,
  );
}

/** Says something at the edge of the page for a few seconds; it is read out politely. */
export function toast(message: string, tone: 'good' | 'bad' = 'good'): void {
  wanted = true;
  for (const listener of listeners) listener();
  void show(message, tone);
}

async function show(message: string, tone: 'good' | 'bad'): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.show({
    message,
    closeButtonProps: { 'aria-label': document.documentElement.lang.startsWith('zh') ? '关闭' : 'Close' },
    color: tone === 'good' ? 'var(--good)' : 'var(--bad)',
    role: tone === 'good' ? 'status' : 'alert',
  });
}
