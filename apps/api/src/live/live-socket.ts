import type { CurrentUser, LiveDelta, LiveSnapshot, LiveStats, LiveTopic } from '@roadstead/contract';
import type { ErrorBody } from '@roadstead/domain';
import type { Namespace, Socket } from 'socket.io';
import type { LiveChange } from './live-change.js';

export type LiveReply<T> = { ok: true; data: T } | { ok: false; error: ErrorBody };

interface ClientEvents {
  subscribe: (topic: unknown, reply?: (reply: LiveReply<LiveSnapshot>) => void) => void;
  unsubscribe: (topic: unknown, reply?: (reply: LiveReply<Record<string, never>>) => void) => void;
}

export interface ServerEvents {
  delta: (delta: LiveDelta) => void;
}

/** Between API processes. */
interface ProcessEvents {
  changed: (change: LiveChange) => void;
  /** Something that the overview counts has changed in the sender's process. */
  overviewChanged: () => void;
  /** Samples of a host that somebody, in some process, looks at. */
  statsSampled: (stats: LiveStats) => void;
}

interface SocketData {
  user: CurrentUser;
}

export type LiveNamespace = Namespace<ClientEvents, ServerEvents, ProcessEvents, SocketData>;
export type LiveSocket = Socket<ClientEvents, ServerEvents, ProcessEvents, SocketData>;

/** Those that do not read as fast as they are sent to: see `LiveWatch`. */
export const LAGGING_ROOM = 'lagging';
export const ROOM_PREFIX = 'topic:';

/** Room of a topic's subscribers, in all API processes. */
export function topicRoom(topic: LiveTopic): string {
  return ROOM_PREFIX + topic;
}
