import type { Span } from './ansi';

export interface Segment extends Span {
  isMatch: boolean;
}

/** Splits the runs of a line where `needle` is found in its text, whatever the case; a match may span several runs. */
export function markMatches(spans: Span[], needle: string): Segment[] {
  if (needle === '') return spans.map((span) => ({ ...span, isMatch: false }));
  const edges = matchEdges(spans.map((span) => span.text).join(''), needle);
  const segments: Segment[] = [];
  let at = 0;
  let edge = 0;
  for (const { text, style } of spans) {
    const end = at + text.length;
    let from = at;
    while (from < end) {
      while ((edges[edge] ?? Number.POSITIVE_INFINITY) <= from) edge += 1;
      const to = Math.min(end, edges[edge] ?? end);
      // Edges alternate: the first begins a match, the second ends it.
      segments.push({ text: text.slice(from - at, to - at), style, isMatch: edge % 2 === 1 });
      from = to;
    }
    at = end;
  }
  return segments;
}

/** Begin, end, begin, end… of every match, left to right. Matches that touch give equal edges, which cost nothing. */
function matchEdges(text: string, needle: string): number[] {
  const haystack = text.toLowerCase();
  const wanted = needle.toLowerCase();
  const edges: number[] = [];
  for (let at = haystack.indexOf(wanted); at >= 0; at = haystack.indexOf(wanted, at + wanted.length)) {
    edges.push(at, at + wanted.length);
  }
  return edges;
}
