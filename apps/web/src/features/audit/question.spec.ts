import { describe, expect, it } from '@jest/globals';
import {
  filterOf,
  fromLocalInput,
  questionHref,
  tagOf,
  timeProblem,
  timeQuery,
  toLocalInput,
  whenOf,
} from './question';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const ask = (search: string) => {
  const params = new URLSearchParams(search);
  return (name: string) => params.get(name) ?? undefined;
};

describe('a question about history', () => {
  it('has the names of REST in the address, and leaves out what it is not about', () => {
    expect(filterOf(ask('base=debian:12&host=h&tab=history&q=shop'))).toEqual({
      base: 'debian:12',
      host: 'h',
      q: 'shop',
    });
  });

  it.each([
    ['', { type: 'now' }],
    ['asOf=2026-03-03T10:00:00Z', { type: 'moment', asOf: '2026-03-03T10:00:00Z' }],
    ['from=2026-03-01T00:00:00Z', { type: 'span', from: '2026-03-01T00:00:00Z', to: undefined }],
    ['asOf=2026-03-03T10:00:00Z&from=2026-03-01T00:00:00Z', { type: 'moment', asOf: '2026-03-03T10:00:00Z' }],
  ])('is about a moment, a span or now: %s', (search, when) => {
    expect(whenOf(ask(search))).toEqual(when);
  });

  it.each([
    ['', undefined],
    ['asOf=2026-03-03T10:00:00Z', undefined],
    ['asOf=yesterday', 'malformed'],
    ['asOf=2026-03-10T12:00:01Z', 'future'],
    ['from=2026-03-11T00:00:00Z', 'future'],
    ['from=2026-03-03T00:00:00Z&to=2026-03-03T00:00:00Z', 'inverted'],
    ['from=2026-03-03T00:00:00Z&to=2026-03-01T00:00:00Z', 'inverted'],
    ['from=2026-03-03T00:00:00Z&to=2026-03-20T00:00:00Z', 'future'],
    ['to=2026-03-01T00:00:00Z', undefined],
  ])('is told from one that makes no sense: %s', (search, problem) => {
    expect(timeProblem(whenOf(ask(search)), NOW)).toBe(problem);
  });

  it('goes into a link as it is asked', () => {
    const question = {
      base: 'debian:12 a&b',
      host: undefined,
      ...timeQuery({ type: 'moment', asOf: '2026-03-03T10:00:00Z' }),
    };
    const href = questionHref('/audit/', question);
    const get = ask(href.slice(href.indexOf('?')));
    expect([filterOf(get), whenOf(get)]).toEqual([
      { base: 'debian:12 a&b' },
      { type: 'moment', asOf: '2026-03-03T10:00:00Z' },
    ]);
    expect(questionHref('/audit/', {})).toBe('/audit/');
  });

  it('is about one tag where it names a repository and a tag, or an image by a tag', () => {
    expect(tagOf({ repository: 'localhost:5000/web', tag: '1' })).toBe('localhost:5000/web:1');
    expect(tagOf({ image: 'localhost:5000/web:1' })).toBe('localhost:5000/web:1');
    for (const image of ['localhost:5000/web', 'web', 'sha256:0123456789ab', `web:1@sha256:${'a'.repeat(64)}`]) {
      expect(tagOf({ image })).toBeUndefined();
    }
  });

  it('has a moment in a field to the second, and back', () => {
    expect(fromLocalInput(toLocalInput('2026-03-03T10:00:07.000Z'))).toBe('2026-03-03T10:00:07.000Z');
    expect(toLocalInput('never')).toBe('');
    expect(fromLocalInput('')).toBeUndefined();
  });
});
