import type { Labels } from '@roadstead/domain';
import { PROTOCOL_VERSION } from '@roadstead/protocol';
import { ConfigError } from '../config/agent-config.js';
import type { Logger } from '../config/logger.js';
import type { ControlPlaneHttp } from './control-plane-http.js';
import { createKeyPair, hashToken, type Identity, type IdentityStore } from './identity-store.js';

export interface EnrolmentOptions {
  readonly controlPlaneUrl: string;
  readonly token?: string;
  readonly hostname: string;
  readonly labels: Labels;
}

/** How this host comes by its identity, and by a new one after it was revoked. */
export class Enrolment {
  /** Kept over tries: when only the answer was lost, the same key makes this the same host, and the token serves. */
  private readonly keys = createKeyPair();

  constructor(
    private readonly options: EnrolmentOptions,
    private readonly store: IdentityStore,
    private readonly http: ControlPlaneHttp,
    private readonly log: Logger,
  ) {}

  /**
   * The identity that this host has, or a new one for the join token.
   * @throws ConfigError where a person must act first; what `ControlPlaneHttp.enrol` throws.
   */
  async identity(signal: AbortSignal): Promise<Identity> {
    return (await this.known()) ?? this.enrol(this.options.token ?? '', signal);
  }

  /**
   * The identity that this host has, undefined where it is to be enrolled with the join token.
   * @throws ConfigError where there is neither
   */
  async known(): Promise<Identity | undefined> {
    const known = await this.store.load();
    if (known?.controlPlaneUrl === this.options.controlPlaneUrl) return known;
    if (this.options.token !== undefined) return undefined;
    if (known === undefined) {
      throw new ConfigError(
        'This host is not enrolled yet. Make a join token on the Hosts page and give it as ROADSTEAD_TOKEN or --token.',
      );
    }
    throw new ConfigError(
      `This host belongs to the control plane ${known.controlPlaneUrl}, and ROADSTEAD_URL is ${this.options.controlPlaneUrl}. ` +
        'To move it there, give a join token of the new one; to stay, set ROADSTEAD_URL back.',
    );
  }

  /**
   * A new identity in place of one that the control plane takes no longer.
   * @returns undefined when there is no join token that was not spent already
   */
  async renew(refused: Identity, signal: AbortSignal): Promise<Identity | undefined> {
    const { token } = this.options;
    if (token === undefined || hashToken(token) === refused.tokenHash) return undefined;
    return this.enrol(token, signal);
  }

  private async enrol(token: string, signal: AbortSignal): Promise<Identity> {
    const { controlPlaneUrl, hostname, labels } = this.options;
    const { privateKey, publicKey } = this.keys;
    const request = { token, publicKey, protocolVersion: PROTOCOL_VERSION, hostname, labels };
    const { hostId, name } = await this.http.enrol(request, signal);
    this.log.info({ hostId, name }, 'enrolled');
    return this.store.save({ controlPlaneUrl, hostId, hostName: name, tokenHash: hashToken(token), privateKey });
  }
}
