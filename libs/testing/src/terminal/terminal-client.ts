import type { TerminalSize, TerminalTold } from '@roadstead/domain';
import type { WebSocket } from 'ws';
import { waitFor } from '../stack/wait-for.js';

/** Characters. */
const KEPT = 200_000;

/** The page's end of a terminal's WebSocket, without a page: it draws at once, or not at all. */
export class TerminalClient {
  /** What a terminal would have drawn, the newest of it. */
  output = '';
  readonly told: TerminalTold[] = [];
  received = 0;
  /** Of what came, not acknowledged yet. */
  undrawn = 0;
  /** False: nothing is acknowledged, as by a page that does not come to draw. */
  isDrawing = true;
  closeCode: number | undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.draw(data as Buffer);
      else this.told.push(JSON.parse(String(data)) as TerminalTold);
    });
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      this.closeCode = code;
    });
  }

  type(keys: string | Buffer): void {
    this.socket.send(Buffer.from(keys), { binary: true });
  }

  resize(size: TerminalSize): void {
    this.socket.send(JSON.stringify({ type: 'resize', ...size }));
  }

  /** Acknowledges what has come. */
  drawAll(): void {
    if (this.undrawn > 0) this.socket.send(JSON.stringify({ type: 'drawn', bytes: this.undrawn }));
    this.undrawn = 0;
  }

  /** @returns the newest message of this type */
  newest<T extends TerminalTold['type']>(type: T): Extract<TerminalTold, { type: T }> | undefined {
    return this.told.findLast((each): each is Extract<TerminalTold, { type: T }> => each.type === type);
  }

  until(pattern: RegExp): Promise<unknown> {
    return waitFor(
      () => pattern.test(this.output),
      `${pattern} in the terminal, which shows: ${this.output.slice(-500)}`,
    );
  }

  untilTold<T extends TerminalTold['type']>(type: T): Promise<Extract<TerminalTold, { type: T }>> {
    return waitFor(() => this.newest(type), `the terminal to tell "${type}"`);
  }

  private draw(bytes: Buffer): void {
    this.received += bytes.length;
    this.output = (this.output + bytes.toString()).slice(-KEPT);
    this.undrawn += bytes.length;
    if (this.isDrawing) this.drawAll();
  }
}
