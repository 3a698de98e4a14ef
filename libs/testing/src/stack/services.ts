/** A private Postgres or Redis, as infra/services gives it. */
export interface Service {
  /** With its credentials. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
  /** As a power cut would. */
  kill9(): Promise<void>;
  /** Stops it if it runs, starts it again at the same address. */
  restart(): Promise<void>;
}

interface Services {
  startPostgres(options: { dir: string; fast?: boolean }): Promise<Service>;
  startRedis(options: { dir: string }): Promise<Service>;
  freePort(): Promise<number>;
}

/** infra/services is plain Node, because the launcher runs it before anything is installed; so it is no package. */
export function loadServices(): Promise<Services> {
  return import(new URL('../../../../infra/services/index.mjs', import.meta.url).href) as Promise<Services>;
}
