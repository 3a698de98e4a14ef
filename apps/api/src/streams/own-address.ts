import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CONFIG, type Config } from '../platform/config/config.js';

/** How other API processes reach this one: as configured, else on the loopback address at the port it listens on. */
@Injectable()
export class OwnAddress {
  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  url(): string {
    if (this.config.internalUrl !== undefined) return this.config.internalUrl.replace(/\/+$/, '');
    const server = this.adapter.httpAdapter.getHttpServer() as Server;
    const address = server.address() as AddressInfo | null;
    return `http://127.0.0.1:${address?.port ?? this.config.port}`;
  }
}
