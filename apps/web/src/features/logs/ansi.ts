import { TERMINAL_CONTROL } from '@roadstead/domain/logs';

/** How a run of characters looks. Colours are CSS values: a token for the 16 named ones, else an rgb(). */
export interface Style {
  colour?: string;
  ground?: string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
}

export interface Span {
  text: string;
  style: Style;
}

const BRIGHT = 8;
const CUBE_STEPS = [0, 95, 135, 175, 215, 255];

/** Takes a line apart into runs of one look each. */
export function parseAnsi(line: string): Span[] {
  const spans: Span[] = [];
  let style: Style = {};
  let from = 0;
  const take = (to: number) => {
    if (to > from) spans.push({ text: line.slice(from, to), style });
  };
  for (const match of line.matchAll(TERMINAL_CONTROL)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  take(line.length);
  return spans;
}

function applySgr(before: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => Number(code === '' ? 0 : code));
  let style = before;
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(codes.slice(i + 1));
      style = { ...style, [code === 38 ? 'colour' : 'ground']: colour };
      i += used;
    } else {
      style = applyCode(style, code);
    }
  }
  return style;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 3) return { ...style, italic: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: undefined, dim: undefined };
  if (code === 23) return { ...style, italic: undefined };
  if (code === 24) return { ...style, underline: undefined };
  if (code >= 30 && code <= 37) return { ...style, colour: named(code - 30) };
  if (code === 39) return { ...style, colour: undefined };
  if (code >= 40 && code <= 47) return { ...style, ground: named(code - 40) };
  if (code === 49) return { ...style, ground: undefined };
  if (code >= 90 && code <= 97) return { ...style, colour: named(code - 90 + BRIGHT) };
  if (code >= 100 && code <= 107) return { ...style, ground: named(code - 100 + BRIGHT) };
  return style;
}

function named(index: number): string {
  return `var(--ansi-${index})`;
}

/** What follows 38 or 48: `5;n` of the palette of 256, or `2;r;g;b`. `used`: codes taken. */
function extendedColour([kind, ...rest]: number[]): { colour?: string; used: number } {
  if (kind === 5) return { colour: paletteColour(rest[0] ?? 0), used: 2 };
  if (kind === 2) return { colour: rgb(rest.slice(0, 3)), used: 4 };
  return { used: 1 };
}

function paletteColour(index: number): string | undefined {
  if (index < 16) return named(index);
  if (index > 255) return undefined;
  if (index >= 232) return rgb(Array(3).fill(8 + (index - 232) * 10));
  const cube = index - 16;
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => CUBE_STEPS[step] ?? 0));
}

/** Numbers only, so that nothing else of a log line ever reaches a style. */
function rgb(channels: number[]): string {
  return `rgb(${channels.map((value) => Math.min(255, Math.max(0, Math.trunc(value) || 0))).join(' ')})`;
}
