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

function frame({ payload, isBad }, isTty) {
  if (isTty) return payload;
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = isBad ? 2 : 1;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Writes a log as the control plane does: frames, within the window of what the page has acknowledged. */
export function serveLog(ws, container, query, state) {
  const isFlood = container.name === 'flood';
  let unacknowledged = 0;
  let number = 0;
  ws.send(JSON.stringify({ type: 'header', multiplexed: !container.tty }));
  const send = (bytes) => {
    unacknowledged += bytes.length;
    ws.send(bytes);
  };
  ws.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'credit') unacknowledged -= message.bytes;
  });
  const write = (count) => {
    const frames = [];
    for (let n = 0; n < count; n += 1) {
      const isBad = !isFlood && number % 9 === 8;
      frames.push(
        frame(
          line(number, isBad, isFlood ? `line ${number} of a flood ${'·'.repeat(number % 60)}` : undefined),
          container.tty,
        ),
      );
      number += 1;
    }
    state.linesSent = number;
    send(Buffer.concat(frames));
  };
  write(Math.min(Number(query.get('tail') ?? 1000), 400));
  if (container.state !== 'running') {
    ws.send(JSON.stringify({ type: 'end' }));
    ws.close();
    return;
  }
  const timer = setInterval(
    () => {
      if (!state.flooding && isFlood) return;
      if (!isFlood) write(1);
      else for (let burst = 0; burst < 6 && unacknowledged < WINDOW; burst += 1) write(250);
    },
    isFlood ? 10 : 700,
  );
  ws.on('close', () => clearInterval(timer));
}
