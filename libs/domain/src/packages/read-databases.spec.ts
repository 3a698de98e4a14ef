import { describe, expect, it } from '@jest/globals';
import { readApkInstalled, readDpkgStatus, readOsRelease } from './read-databases.js';

describe('package databases', () => {
  it('dpkg: what is installed, with its source', () => {
    const text = `Package: libssl3
Status: install ok installed
Priority: optional
Architecture: amd64
Multi-Arch: same
Source: openssl
Version: 3.0.14-1~deb12u2
Description: Secure Sockets Layer toolkit
 Package: not-a-field
 .
 more

Package: libc-bin
Status: hold ok installed
Architecture: amd64
Source: glibc (2.36-9)
Version: 2.36-9+deb12u7

Package: removed
Status: deinstall ok config-files
Architecture: amd64
Version: 1.0

Package: broken
Status: install ok installed
`;
    expect(readDpkgStatus(text)).toEqual([
      { name: 'libssl3', version: '3.0.14-1~deb12u2', architecture: 'amd64', source: 'openssl' },
      {
        name: 'libc-bin',
        version: '2.36-9+deb12u7',
        architecture: 'amd64',
        source: 'glibc',
        sourceVersion: '2.36-9',
      },
    ]);
  });

  it('dpkg: a file of status.d, which has no state', () => {
    expect(readDpkgStatus('Package: tzdata\nVersion: 2024a-0+deb12u1\nArchitecture: all\n')).toEqual([
      { name: 'tzdata', version: '2024a-0+deb12u1', architecture: 'all' },
    ]);
  });

  it('apk', () => {
    const text = `C:Q1abc=
P:libcrypto3
V:3.3.1-r3
A:x86_64
S:1770000
L:Apache-2.0
o:openssl
F:lib
R:libcrypto.so.3

C:Q1def=
P:musl
V:1.2.5-r0
A:x86_64
L:MIT
o:musl
`;
    expect(readApkInstalled(text)).toEqual([
      { name: 'libcrypto3', version: '3.3.1-r3', architecture: 'x86_64', source: 'openssl', license: 'Apache-2.0' },
      { name: 'musl', version: '1.2.5-r0', architecture: 'x86_64', license: 'MIT' },
    ]);
  });

  it('os-release', () => {
    expect(readOsRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n')).toEqual({
      id: 'debian',
      versionId: '12',
      prettyName: 'Debian GNU/Linux 12 (bookworm)',
    });
    expect(readOsRelease("ID='alpine'\nVERSION_ID=3.20.3\n# PRETTY_NAME=no\n")).toEqual({
      id: 'alpine',
      versionId: '3.20.3',
    });
    expect(readOsRelease('NAME=x\n')).toBeUndefined();
    expect(readOsRelease('ID="../etc"\n')).toBeUndefined();
  });

  it('takes anything, and makes nothing of what is no database', () => {
    for (const text of ['', '\n\n\n', '\u0000\u0001', ':::\n:', 'Package\nVersion', 'P:\nV:']) {
      expect([...readDpkgStatus(text), ...readApkInstalled(text)]).toEqual([]);
    }
  });
});
