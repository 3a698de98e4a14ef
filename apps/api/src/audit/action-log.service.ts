import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ActionExportQuery, ActionPage, ActionQuery, ActionVerification } from '@roadstead/contract';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ActionsRepository } from './actions.repository.js';
import { ActionsService } from './actions.service.js';
import { verifyChain } from './chain/verify-chain.js';
import { EXPORT_FORMATS } from './export-formats.js';

export interface LogReader {
  readonly actor: string;
  readonly address: string;
}

export interface ActionsFile {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Readable;
}

/** Reading the log of actions: a search, a file of it, and whether it is as it was written. */
@Injectable()
export class ActionLogService {
  constructor(
    private readonly repository: ActionsRepository,
    private readonly actions: ActionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(query: ActionQuery): Promise<ActionPage> {
    const [found, head, checkpoint] = await Promise.all([
      this.repository.page(query),
      this.repository.head(),
      this.repository.checkpoint(),
    ]);
    return { ...found, head, checkpoint, keptDays: this.config.actionsKeptDays };
  }

  /** Ends with the action that tells of the export itself. The file's name pins the chain up to there. */
  async export({ format, ...filter }: ActionExportQuery, reader: LogReader): Promise<ActionsFile> {
    await this.actions.record({
      ...reader,
      verb: 'actions.export',
      target: 'actions',
      detail: { format, ...filter },
      outcome: 'ok',
    });
    const head = await this.repository.head();
    const { mediaType, lines } = EXPORT_FORMATS[format];
    return {
      name: `roadstead-actions-head-${head.id}-${head.hash}.${format}`,
      mediaType,
      body: Readable.from(lines(this.repository.all(filter, head.id))),
    };
  }

  /** @param noted a head from before */
  async verify(noted: string | undefined, reader: LogReader): Promise<ActionVerification> {
    const result = await this.repository.snapshot((ask) => verifyChain(ask, noted));
    const detail = {
      result: result.result,
      head: `${result.head.id}:${result.head.hash}`,
      ...(noted ? { noted } : {}),
    };
    await this.actions.record({ ...reader, verb: 'actions.verify', target: 'actions', detail, outcome: 'ok' });
    return result;
  }
}
