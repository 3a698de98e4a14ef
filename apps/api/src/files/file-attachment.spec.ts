import { describe, expect, it } from '@jest/globals';
import { fileAttachment } from './file-attachment.js';

describe('the name of a download', () => {
  it.each([
    ['nginx.conf', 'attachment; filename="nginx.conf"'],
    ['.env', 'attachment; filename=".env"'],
    ['größe.txt', `attachment; filename="gr_e.txt"; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt`],
    [
      'a"; filename="evil.exe',
      `attachment; filename="a__ filename__evil.exe"; filename*=UTF-8''a_%3B%20filename%3D_evil.exe`,
    ],
    ['line\r\nset-cookie: x', 'attachment; filename="line_set-cookie_ x"'],
    ['report\u202egnp.exe', 'attachment; filename="report_gnp.exe"'],
    ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
    ["it's (1)*", `attachment; filename="it_s (1)_"; filename*=UTF-8''it%27s%20%281%29_`],
    ['', 'attachment; filename="file"'],
  ])('%j becomes %s', (name, header) => {
    const { 'content-disposition': value } = fileAttachment(name);
    expect(value).toBe(header);
  });
});
