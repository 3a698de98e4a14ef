import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { CONFIG, type Config } from '../config/config.js';
import { type AddressRange, isAdmitted, parseRange } from './address-ranges.js';
import { reasonOf } from './connection-reasons.js';

/** Decides where the control plane may connect to for a user. */
@Injectable()
export class AddressGuard {
  readonly #allowed: readonly AddressRange[];

  constructor(@Inject(CONFIG) { allowedAddresses }: Pick<Config, 'allowedAddresses'>) {
    this.#allowed = allowedAddresses.map(parseRange);
  }

  /**
   * Addresses of a host that may be connected to: at least one. The caller connects to one of them and looks nothing up
   * again, for a second answer may be another one.
   * @param host a name or an address; one of IPv6 with or without its brackets
   * @param url what is fetched, as the user knows it, for the words of an error
   * @throws RoadsteadError `fetch.address-refused`, `fetch.failed`
   */
  async resolve(host: string, url: string): Promise<LookupAddress[]> {
    const found = await addressesOf(host.replace(/^\[|\]$/g, ''), url);
    const admitted = found.filter(({ address }) => isAdmitted(address, this.#allowed));
    if (admitted.length > 0) return admitted;
    throw new RoadsteadError('fetch.address-refused', { url, address: found[0]?.address ?? host });
  }
}

async function addressesOf(host: string, url: string): Promise<LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await lookup(host, { all: true, verbatim: true });
  } catch (error) {
    throw new RoadsteadError('fetch.failed', { url, ...reasonOf(error) }, { cause: error });
  }
}
