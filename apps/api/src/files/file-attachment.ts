import type { OutgoingHttpHeaders } from 'node:http';

/** What no file should be called: characters that steer, hide or turn text round, and those that file systems use. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}<>:"/\\|?*]+/gu;
const MAX_LENGTH = 200;

/**
 * The header that makes a reply a file of that name, for browsers that know the extended form, and of its plain letters for
 * all others. Source: RFC 6266, RFC 8187.
 */
export function fileAttachment(name: string): OutgoingHttpHeaders {
  const clean = Array.from(name.normalize('NFC').replace(UNSAFE, '_')).slice(0, MAX_LENGTH).join('') || 'file';
  const plain = clean.replace(/[^A-Za-z0-9_.,()+ -]+/g, '_');
  const extended = encodeURIComponent(clean).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const both = plain === clean ? '' : `; filename*=UTF-8''${extended}`;
  return { 'content-disposition': `attachment; filename="${plain}"${both}` };
}
