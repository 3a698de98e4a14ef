import type { JobId, JobKind, JobState } from '@roadstead/domain';

/** A run that history has; `to` null: it goes on. */
export interface RunRow {
  readonly name: string;
  readonly from: Date;
  readonly to: Date | null;
  readonly endKnownBy: 'engine' | 'event' | 'gap' | null;
  readonly exitCode: number | null;
}

export interface ActionRow {
  /** When it was known how it went. */
  readonly at: Date;
  readonly actor: string;
  readonly verb: string;
  readonly target: string;
  readonly outcome: string;
  readonly detail: Record<string, unknown>;
}

export interface JobRow {
  readonly id: JobId;
  readonly at: Date;
  readonly endedAt: Date | null;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly createdBy: string;
}

/** Nobody watched the engine; `until` null: nobody does now. */
export interface GapRow {
  readonly from: Date;
  readonly until: Date | null;
}
