/**
 * Characters of a name or a line that steer, hide or turn round what is shown: controls, line ends, marks of writing
 * direction, invisible ones.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Joins emoji and letters of some scripts: shown as written. */
const JOINER = '\u200d';
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A name as it can be shown on one line: what would not be seen is written out. */
export function shownName(name: string): string {
  return name.replace(HIDDEN, written);
}

/** A line of a text: tabs stay. */
export function shownLine(line: string): string {
  return line.replace(HIDDEN, (each) => (each === '\t' ? each : written(each)));
}

function written(each: string): string {
  if (each === JOINER) return each;
  return SHORT[each] ?? `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`;
}
