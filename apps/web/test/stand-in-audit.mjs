import { createHash } from 'node:crypto';

/** A made-up history for the stand-in's fleet, answered as libs/contract says. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hex = (text) => createHash('sha256').update(String(text)).digest('hex');
const iso = (ms) => new Date(ms).toISOString();
const JOB = '01900000-0000-7000-8000-000000000001';

/** @param {{ hosts: any[], images: any[], containers: any[] }} fleet */
export function standInAudit(fleet) {
  const began = Date.now();
  const placements = historyOf(fleet, began);
  const gaps = gapsOf(fleet, began);

  const matches = (query) => (row) => {
    const has = (text, part) => text.toLowerCase().includes(part.toLowerCase());
    const host = fleet.hosts.find(({ id }) => id === row.hostId);
    const image = fleet.images.find(({ id }) => id === row.imageId);
    const { q, image: typed, repository, tag, digest, layer, base, host: hostId, container, hostLabel } = query;
    return (
      (q === undefined || has(`${row.containerName} ${row.imageReference} ${row.hostName}`, q)) &&
      (typed === undefined || row.imageId.includes(typed) || row.imageReference.startsWith(typed)) &&
      (repository === undefined || row.imageReference.replace(/:[^:/]*$/, '') === repository) &&
      (tag === undefined || row.imageReference.endsWith(`:${tag}`)) &&
      (digest === undefined || row.imageId.includes(digest)) &&
      (layer === undefined || image?.layers.some(({ chainId }) => chainId === layer)) &&
      (base === undefined || image?.layers.length > 2) &&
      (hostId === undefined || row.hostId === hostId) &&
      (container === undefined || row.containerName === container || row.containerId.startsWith(container)) &&
      (hostLabel === undefined || Object.entries(host?.labels ?? {}).some((pair) => has(pair.join('='), hostLabel)))
    );
  };
  const overlap = (row, from, to) => Date.parse(row.from) < to && (row.to === undefined || Date.parse(row.to) > from);
  const runsAt = (row, at) => overlap(row, at, at + 1);
  const gapsIn = (query, from, to) =>
    gaps
      .filter((gap) => query.host === undefined || gap.hostId === query.host)
      .filter((gap) => overlap({ ...gap, from: gap.from ?? iso(0) }, from, to));

  /** The runs that answer, with how certain that is, and the span that was asked about. */
  function ask(query) {
    const now = Date.now();
    const asOf = query.asOf === undefined ? undefined : Date.parse(query.asOf);
    const isNow = [query.asOf, query.from, query.to].every((each) => each === undefined);
    const from = asOf ?? (isNow ? now : Date.parse(query.from ?? iso(0)));
    const to = (asOf ?? (isNow ? now : Date.parse(query.to ?? iso(now)))) + 1;
    const rows = placements
      .filter(matches(query))
      .filter((row) => overlap(row, from, to))
      .map((row) => {
        const gap = row.to === undefined && gapsIn({ host: row.hostId }, to - 1, to)[0];
        return gap ? { ...row, certainty: 'unobserved', lastSeenAt: gap.from } : row;
      });
    return { rows, unobserved: gapsIn(query, from, to), from, to, asOf };
  }

  function list(query) {
    const { rows, unobserved } = ask(query);
    const key = { started: 'from', host: 'hostName', container: 'containerName', image: 'imageReference' }[
      query.sort ?? 'started'
    ];
    const sign = query.order === 'asc' ? 1 : -1;
    rows.sort((a, b) => sign * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
    const { asOf, from, to } = query;
    return { ...page(rows, query), asOf, from, to, unobserved };
  }

  function matrix(query) {
    const { rows, asOf } = ask({ ...query, from: undefined, to: undefined });
    const at = asOf ?? Date.now();
    const count = (id, key) => rows.filter((row) => row[key] === id).length;
    const used = new Set(rows.map(({ imageId }) => imageId));
    const images = [...used]
      .map((id) => ({
        id,
        references: [rows.find(({ imageId }) => imageId === id).imageReference],
        running: count(id, 'imageId'),
        hosts: new Set(rows.filter(({ imageId }) => imageId === id).map(({ hostId }) => hostId)).size,
      }))
      .sort((a, b) => b.hosts - a.hosts || b.running - a.running);
    const all = new Map(
      [...fleet.hosts, ...rows.map((row) => ({ id: row.hostId, name: row.hostName }))].map((h) => [h.id, h]),
    );
    const hosts = [...all.values()].map(({ id, name, labels = {}, clockOffsetMs }) => {
      const gap = gapsIn({ host: id }, at, at + 1)[0];
      return { id, name, labels, isObserved: gap === undefined, lastSeenAt: gap?.from, clockOffsetMs };
    });
    const cells = new Map();
    for (const row of rows) {
      const key = `${images.findIndex(({ id }) => id === row.imageId)} ${hosts.findIndex(({ id }) => id === row.hostId)}`;
      cells.set(key, (cells.get(key) ?? 0) + 1);
    }
    return {
      asOf: iso(at),
      hosts,
      images,
      cells: [...cells].map(([key, n]) => [...key.split(' ').map(Number), n]),
      hostsLeftOut: 0,
      imagesLeftOut: 0,
    };
  }

  function changes(query) {
    const [from, to] = [Date.parse(query.from), query.to === undefined ? Date.now() : Date.parse(query.to)];
    const nameOf = (row) => `${row.hostId} ${row.containerName}`;
    const at = (ms) =>
      new Map(
        placements
          .filter(matches(query))
          .filter((row) => runsAt(row, ms))
          .map((row) => [nameOf(row), row]),
      );
    const [before, after] = [at(from), at(to)];
    const rows = [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
      const [a, b] = [before.get(name), after.get(name)];
      if (a?.id === b?.id) return [];
      const type =
        a === undefined ? 'came' : b === undefined ? 'went' : a.imageId === b.imageId ? 'restarted' : 'changed';
      const { hostId, hostName, containerName } = a ?? b;
      const brief = (row) =>
        row && {
          containerId: row.containerId,
          imageId: row.imageId,
          imageReference: row.imageReference,
          from: row.from,
        };
      const isKnown = gapsIn({ host: hostId }, to - 1, to).length === 0;
      return [
        {
          type,
          hostId,
          hostName,
          containerName,
          before: brief(a),
          after: brief(b),
          certainty: isKnown ? 'observed' : 'unobserved',
        },
      ];
    });
    const counts = Object.fromEntries(
      ['came', 'went', 'changed', 'restarted'].map((type) => [type, rows.filter((row) => row.type === type).length]),
    );
    const shown = rows.filter(({ type }) => query.type === undefined || type === query.type);
    return { ...page(shown, query), from: iso(from), to: iso(to), counts, unobserved: gapsIn(query, from, to) };
  }

  function activity(query) {
    const [from, to] = [Date.parse(query.from), query.to === undefined ? Date.now() : Date.parse(query.to)];
    const buckets = Number(query.buckets ?? 120);
    const bucketMs = (to - from) / buckets;
    const started = Array(buckets).fill(0);
    const ended = Array(buckets).fill(0);
    const bump = (counts, at) => {
      const bucket = Math.floor((Date.parse(at) - from) / bucketMs);
      if (bucket >= 0 && bucket < buckets) counts[bucket] += 1;
    };
    for (const row of placements.filter(matches(query))) {
      bump(started, row.from);
      if (row.to !== undefined) bump(ended, row.to);
    }
    const observedHosts = started.map((_, n) => {
      const begin = from + n * bucketMs;
      return (
        fleet.hosts.length -
        gapsIn(query, begin, begin + bucketMs).filter(
          (gap) => gap.to === undefined || Date.parse(gap.to) >= begin + bucketMs,
        ).length
      );
    });
    return {
      from: iso(from),
      to: iso(to),
      bucketMs,
      started,
      ended,
      observedHosts,
      historySince: iso(began - 40 * DAY),
    };
  }

  /** @param {string} path below /audit/ @param {Record<string, string>} query */
  return (path, query) => ({ placements: list, matrix, changes, activity })[path]?.(query);
}

/** Each container ran before: some with an older image, some restarted. */
function historyOf({ hosts, images, containers }, now) {
  const rows = containers.flatMap((container, n) => {
    const image = images.find(({ id }) => id === container.imageId);
    const older = images[(images.indexOf(image) + 1) % images.length];
    const seed = Number.parseInt(hex(container.id).slice(0, 6), 16);
    const since = Date.parse(container.startedAt) || now - DAY;
    const row = (run, from, to, extra = {}) => ({
      id: `${container.id.slice(0, 12)}-${run}`,
      hostId: container.hostId,
      hostName: container.hostName,
      containerId: run === 'old' ? hex(`${container.id}old`) : container.id,
      containerName: container.name,
      imageId: container.imageId,
      imageReference: container.imageReference,
      from: iso(from),
      ...(to === undefined ? {} : { to: iso(to) }),
      startedBy: STARTED[(seed + n) % STARTED.length],
      certainty: 'observed',
      ...extra,
    });
    const runs = [];
    const begun = since - (2 + (seed % 9)) * DAY;
    if (seed % 3 !== 0)
      runs.push(
        row('old', begun - 8 * DAY, begun, {
          imageId: older.id,
          imageReference: older.references[0] ?? older.id.slice(0, 19),
          endKnownBy: 'event',
          exitCode: 0,
        }),
      );
    runs.push(
      row('first', begun, since - HOUR, {
        endKnownBy: seed % 2 ? 'engine' : 'gap',
        ...(seed % 2 ? { exitCode: 137 } : {}),
      }),
    );
    const isUp = container.state === 'running' || container.state === 'paused';
    runs.push(
      row(
        'last',
        since,
        isUp ? undefined : Date.parse(container.finishedAt ?? '') || since + HOUR,
        isUp ? {} : { endKnownBy: 'engine', exitCode: container.exitCode ?? 0 },
      ),
    );
    return runs;
  });
  if (hosts.length > 40) rows.push(...wide(now));
  return rows;
}

const STARTED = [
  { type: 'job', jobId: JOB, kind: 'container.run', actor: 'admin' },
  { type: 'action', verb: 'container.start', actor: 'mara' },
  { type: 'outside' },
  { type: 'unknown' },
];

/** 200 images on 200 hosts. */
function wide(now) {
  const rows = [];
  for (let image = 0; image < 200; image += 1) {
    for (let host = 0; host < 200; host += 1) {
      const seed = Number.parseInt(hex(`${image}/${host}`).slice(0, 8), 16);
      if (seed % 200 > 60 / (1 + image / 12)) continue;
      rows.push({
        id: `${image}/${host}`,
        hostId: `0190aaaa-0000-7000-8000-${String(host).padStart(12, '0')}`,
        hostName: `rack-${String(Math.floor(host / 20)).padStart(2, '0')}-${host % 20}`,
        containerId: hex(`c${image}/${host}`),
        containerName: `service-${image}-${host}`,
        imageId: `sha256:${hex(`i${image}`)}`,
        imageReference: `registry.example.org/team-${image % 7}/service-${image}:1.${image % 13}`,
        from: iso(now - (seed % (20 * DAY))),
        startedBy: STARTED[seed % 4],
        certainty: 'observed',
      });
    }
  }
  return rows;
}

/** Hosts that are silent now, and a gap of each third host some days ago. */
function gapsOf({ hosts }, now) {
  return hosts.flatMap(({ id: hostId, name: hostName, status, lastHeardAt }, n) => [
    ...(n % 3 === 1 ? [{ hostId, hostName, from: iso(now - 5 * DAY), to: iso(now - 4.6 * DAY) }] : []),
    ...(status === 'online' ? [] : [{ hostId, hostName, from: lastHeardAt }]),
  ]);
}

function page(rows, { cursor = '0', limit = '100' }) {
  const end = Number(cursor) + Number(limit);
  return {
    items: rows.slice(Number(cursor), end),
    total: rows.length,
    nextCursor: end < rows.length ? String(end) : undefined,
  };
}
