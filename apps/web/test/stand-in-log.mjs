const WINDOW = 1_048_576;
const ESC = '\u001b';
const HEADER_BYTES = 8;

const WORDS = [
  `${ESC}[32mINFO${ESC}[0m  GET /products/42 ${ESC}[2m200${ESC}[0m 12ms`,
  `${ESC}[32mINFO${ESC}[0m  GET /basket ${ESC}[2m200${ESC}[0m 7ms`,
  `${ESC}[36mDEBUG${ESC}[0m cache hit key=products:42 age=11s`,
  '{"level":"info","msg":"order placed","order":"A-20391","lines":3,"total":"1 249,00"}',
  `${ESC}[33mWARN${ESC}[0m  upstream slow: ${ESC}[1mpayments${ESC}[0m took 1.8s`,
  '用户 8217 已登录，来自 198.18.0.7',
];
const BAD = `${ESC}[31mERROR${ESC}[0m payment declined: card expired <b>not markup</b>`;

function line(number, isBad, text = isBad ? BAD : WORDS[number % WORDS.length]) {
  const payload = Buffer.from(
    `${new Date().toISOString().replace('Z', `${String(number % 1e6).padStart(6, '0')}Z`)} ${text}\n`,
  );
  return { payload, isBad };
}

function frame({ payload, isBad }) {
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = isBad ? 2 : 1;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function notice(words) {
  const payload = Buffer.from(JSON.stringify(words));
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = 8;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** A flood in lines a millisecond. */
const FLOOD_RATE = 60;
const FLOOD_STEP_MS = 10;

/**
 * Writes a log as the control plane does: frames, within the window of what the page has acknowledged, and the number of
 * lines that were written meanwhile.
 */
export function serveLog(ws, container, query, state) {
  const isFlood = container.name === 'flood';
  let unacknowledged = 0;
  let number = 0;
  let skipped = 0;
  ws.send(JSON.stringify({ type: 'header', hostClockOffsetMs: 2 }));
  const send = (bytes) => {
    unacknowledged += bytes.length;
    ws.send(bytes);
  };
  ws.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'credit') unacknowledged -= message.bytes;
  });
  const write = (count) => {
    if (unacknowledged >= WINDOW) {
      skipped += count;
      number += count;
      state.linesSent = number;
      return;
    }
    const frames = skipped > 0 ? [notice({ type: 'skipped', lines: skipped })] : [];
    skipped = 0;
    for (let n = 0; n < count; n += 1) {
      const isBad = !isFlood && number % 9 === 8;
      const text = isFlood ? `line ${number} of a flood ${'·'.repeat(number % 60)}` : undefined;
      frames.push(frame(line(number, isBad, text)));
      number += 1;
    }
    state.linesSent = number;
    send(Buffer.concat(frames));
  };
  const tellRest = () => {
    if (skipped === 0 || unacknowledged >= WINDOW) return;
    send(notice({ type: 'skipped', lines: skipped }));
    skipped = 0;
  };
  write(Math.min(Number(query.get('tail') ?? 1000), 400));
  send(notice({ type: 'live' }));
  if (container.state !== 'running') {
    ws.send(JSON.stringify({ type: 'end' }));
    ws.close();
    return;
  }
  // By the clock, so that a busy machine does not make it less of a flood.
  let last = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      const count = isFlood ? Math.min(5_000, Math.round((now - last) * FLOOD_RATE)) : 1;
      last = now;
      if (isFlood && !state.flooding) tellRest();
      else write(count);
    },
    isFlood ? FLOOD_STEP_MS : 700,
  );
  ws.on('close', () => clearInterval(timer));
}

/** A page of older or newer lines: none. */
export const EMPTY_PAGE = { lines: [], hasOlder: false, hasNewer: false };
