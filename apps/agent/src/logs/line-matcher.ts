import { RoadsteadError } from '@roadstead/domain';
import { FieldFilterProblem, lineHolds, parseFieldFilter, stripControls } from '@roadstead/domain/logs';
import type { LogSearchRequest } from '@roadstead/protocol';

const MAX_SPANS = 100;
/** To find the next place in a line may cost as much as the whole line does: what is not marked by then stays unmarked. */
const MAX_MARKING_MS = 50;
/** Of a compiled pattern: each may cost some 100 ns for each character of a line, in which the agent does nothing else. */
const MAX_STEPS = 500;

export type Span = [begin: number, end: number];

/** Says where a line's text matches, without the controls of a terminal; or undefined where it does not. Without a text, a line that holds has no spans. */
export type LineMatcher = (text: string) => Span[] | undefined;

/**
 * Makes the matcher of a search, in which colours of a terminal count as nothing. Patterns are those of RE2, whose time
 * is linear in the length of a line whatever the pattern: a search cannot hang the agent.
 * @throws RoadsteadError `logs.pattern-invalid`, `logs.filter-invalid`
 */
export async function createMatcher(
  request: Pick<LogSearchRequest, 'text' | 'isPattern' | 'isCaseSensitive' | 'where'>,
) {
  const find = await finder(request);
  const filter = readFilter(request.where ?? '');
  return (line: string): Span[] | undefined => {
    const text = stripControls(line);
    const spans = find(text);
    return spans !== undefined && lineHolds(filter, text) ? spans : undefined;
  };
}

function readFilter(where: string) {
  try {
    return parseFieldFilter(where);
  } catch (error) {
    if (!(error instanceof FieldFilterProblem)) throw error;
    throw new RoadsteadError('logs.filter-invalid', { piece: error.piece, problem: error.problem });
  }
}

async function finder({
  text = '',
  isPattern,
  isCaseSensitive,
}: Pick<LogSearchRequest, 'text' | 'isPattern' | 'isCaseSensitive'>): Promise<LineMatcher> {
  if (text === '') return () => [];
  if (isPattern) return patternFinder(text, isCaseSensitive);
  const wanted = isCaseSensitive ? text : text.toLowerCase();
  return (line) => {
    const haystack = isCaseSensitive ? line : line.toLowerCase();
    let at = haystack.indexOf(wanted);
    if (at < 0) return undefined;
    const spans: Span[] = [];
    for (; at >= 0 && spans.length < MAX_SPANS; at = haystack.indexOf(wanted, at + wanted.length)) {
      spans.push([at, at + wanted.length]);
    }
    return spans;
  };
}

/** Loaded with the first search that needs it: most agents never do. */
async function patternFinder(pattern: string, isCaseSensitive: boolean): Promise<LineMatcher> {
  const { RE2JS } = await import('re2js');
  let compiled: ReturnType<typeof RE2JS.compile>;
  try {
    compiled = RE2JS.compile(pattern, isCaseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    const problem = (error as Error).message.replace(/^error parsing regexp: /, '');
    throw new RoadsteadError('logs.pattern-invalid', { pattern, problem }, { cause: error });
  }
  const steps = compiled.programSize();
  if (steps > MAX_STEPS) {
    const problem = `it comes to ${steps} steps for each character, ${MAX_STEPS} at most are taken; repeat less often`;
    throw new RoadsteadError('logs.pattern-invalid', { pattern, problem });
  }
  return (line) => {
    if (!compiled.test(line)) return undefined;
    const spans: Span[] = [];
    const matcher = compiled.matcher(line);
    const until = performance.now() + MAX_MARKING_MS;
    while (spans.length < MAX_SPANS && matcher.find()) {
      if (matcher.end() > matcher.start()) spans.push([matcher.start(), matcher.end()]);
      if (performance.now() > until) break;
    }
    return spans;
  };
}
