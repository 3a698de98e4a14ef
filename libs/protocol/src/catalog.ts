import { ContainerId, DiskUsage, Network, StorageLocation, TerminalRecord, Volume } from '@roadstead/domain';
import { z } from 'zod';
import {
  ContainerAct,
  ContainerActReply,
  ContainerEvents,
  ContainerEventsReply,
  ContainerInspect,
  ContainerInspectReply,
} from './containers.js';
import { FilesStat, FilesStatReply } from './files.js';
import { Hello, HelloReply } from './handshake.js';
import { Heartbeat, HeartbeatReply, InventoryAck, InventoryDelta, InventorySnapshot } from './inventory.js';
import { JobCancel, JobCancelReply, JobEvent, JobStart, JobStartReply } from './job-execution.js';
import type { Reply } from './reply.js';
import {
  ImageLocationRequest,
  NetworkCreateRequest,
  NetworkList,
  NetworkRemoveRequest,
  VolumeCreateRequest,
  VolumeList,
  VolumeListRequest,
  VolumeRemoveRequest,
} from './resources.js';
import { ContainerTop, ContainerTopReply, StatsHistory, StatsLive, StatsWatch, StatsWatchReply } from './stats.js';
import { StreamOpen, StreamOpenReply } from './streams.js';
import {
  TerminalAttach,
  TerminalChoices,
  TerminalClose,
  TerminalEnded,
  TerminalList,
  TerminalOpen,
} from './terminals.js';

const Nothing = z.object({});

/** API → agent: every command, with what is asked and what is answered. */
export const COMMANDS = {
  'job.start': { request: JobStart, response: JobStartReply },
  'job.cancel': { request: JobCancel, response: JobCancelReply },
  'stream.open': { request: StreamOpen, response: StreamOpenReply },
  'container.act': { request: ContainerAct, response: ContainerActReply },
  'container.inspect': { request: ContainerInspect, response: ContainerInspectReply },
  'container.events': { request: ContainerEvents, response: ContainerEventsReply },
  'files.stat': { request: FilesStat, response: FilesStatReply },
  'stats.watch': { request: StatsWatch, response: StatsWatchReply },
  'container.top': { request: ContainerTop, response: ContainerTopReply },
  'terminal.choices': { request: z.object({ containerId: ContainerId }), response: TerminalChoices },
  'terminal.open': { request: TerminalOpen, response: TerminalRecord },
  'terminal.attach': { request: TerminalAttach, response: TerminalRecord },
  'terminal.list': { request: Nothing, response: TerminalList },
  'terminal.close': { request: TerminalClose, response: z.object({ known: z.boolean() }) },
  'inventory.list': { request: Nothing, response: Nothing },

  'storage.usage': { request: Nothing, response: DiskUsage },
  'image.locate': { request: ImageLocationRequest, response: StorageLocation },
  'volume.list': { request: VolumeListRequest, response: VolumeList },
  'volume.create': { request: VolumeCreateRequest, response: Volume },
  'volume.remove': { request: VolumeRemoveRequest, response: Nothing },
  'network.list': { request: Nothing, response: NetworkList },
  'network.create': { request: NetworkCreateRequest, response: Network },
  'network.remove': { request: NetworkRemoveRequest, response: Nothing },
} as const;

/** Agent → API: every event, acknowledged with a reply. */
export const EVENTS = {
  'agent.hello': { request: Hello, response: HelloReply },
  'agent.heartbeat': { request: Heartbeat, response: HeartbeatReply },
  'inventory.snapshot': { request: InventorySnapshot, response: InventoryAck },
  'inventory.delta': { request: InventoryDelta, response: InventoryAck },
  'job.event': { request: JobEvent, response: Nothing },
  'stats.live': { request: StatsLive, response: Nothing },
  'history.stats': { request: StatsHistory, response: Nothing },
  'terminal.ended': { request: TerminalEnded, response: Nothing },
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandRequest<K extends CommandName> = z.infer<(typeof COMMANDS)[K]['request']>;
export type CommandResponse<K extends CommandName> = z.infer<(typeof COMMANDS)[K]['response']>;

export type EventName = keyof typeof EVENTS;
export type EventRequest<K extends EventName> = z.infer<(typeof EVENTS)[K]['request']>;
export type EventResponse<K extends EventName> = z.infer<(typeof EVENTS)[K]['response']>;

/** socket.io's typed maps, derived from the catalog. */
export type CommandMap = {
  [K in CommandName]: (request: CommandRequest<K>, ack: (reply: Reply<CommandResponse<K>>) => void) => void;
};
export type EventMap = {
  [K in EventName]: (request: EventRequest<K>, ack: (reply: Reply<EventResponse<K>>) => void) => void;
};

/** The agent's table of handlers: a command without one does not compile. */
export type CommandHandlers = {
  [K in CommandName]: (request: CommandRequest<K>) => Promise<CommandResponse<K>>;
};
