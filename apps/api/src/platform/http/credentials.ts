import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';

export const SESSION_COOKIE = 'roadstead_session';
export const API_TOKEN_PREFIX = 'rst_';
export const SESSION_DAYS = 30;

/** What a request shows to say who sends it. An `Authorization` header goes before a cookie. */
export type Credential = { type: 'session'; secret: string } | { type: 'api-token'; secret: string };

export function readCredential(headers: IncomingHttpHeaders): Credential | undefined {
  if (headers.authorization !== undefined) {
    const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization) ?? [];
    return token === undefined ? undefined : { type: 'api-token', secret: token };
  }
  const secret = parseCookie(headers.cookie ?? '')[SESSION_COOKIE];
  return secret === undefined || secret === '' ? undefined : { type: 'session', secret };
}

/** @param secret empty: takes the cookie away */
export function sessionCookie(secret: string, secure: boolean): string {
  const maxAge = secret === '' ? 0 : SESSION_DAYS * 86_400;
  return stringifySetCookie({
    name: SESSION_COOKIE,
    value: secret,
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure,
    maxAge,
  });
}
