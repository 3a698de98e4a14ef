import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('package-cache', () => {
  it('knows the package managers', () => {
    expect(
      pointedAt(
        'package-cache',
        'FROM alpine:3.20\nRUN apk add x\nRUN pip install x\nRUN dnf -y install x\nRUN npm ci',
      ),
    ).toEqual(['add', 'install', 'install', 'ci']);
  });

  it('takes a cleaned cache', () => {
    expect(
      pointedAt(
        'package-cache',
        'FROM alpine:3.20\nRUN apt-get install -y x && rm -rf /var/lib/apt/lists/*\nRUN apk --no-cache add x\nRUN yum install x && yum clean all',
      ),
    ).toEqual([]);
  });

  it('takes cache mounts and switches', () => {
    expect(
      pointedAt(
        'package-cache',
        'FROM alpine:3.20\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x\nRUN --mount=type=cache,target=/root/.npm npm ci',
      ),
    ).toEqual([]);
  });

  it('leaves build stages alone', () => {
    expect(pointedAt('package-cache', 'FROM a:1 AS x\nRUN npm ci\nFROM b:1\nCOPY --from=x a b')).toEqual([]);
  });

  it('reads assignments, python -m and heredocs', () => {
    expect(
      pointedAt(
        'package-cache',
        'FROM alpine:3.20\nRUN A=b apt-get install x\nRUN python3 -m pip install x\nRUN <<E\napk add x\nE',
      ),
    ).toEqual(['install', 'install', 'add']);
  });

  it('fix appends a command', () => {
    expect(fixedBy('package-cache', 'FROM alpine:3.20\nRUN apt-get update && apt-get install -y x')).toBe(
      'FROM alpine:3.20\nRUN apt-get update && apt-get install -y x && rm -rf /var/lib/apt/lists/*',
    );
  });

  it('fix adds a flag', () => {
    expect(fixedBy('package-cache', 'FROM alpine:3.20\nRUN apk add x')).toBe(
      'FROM alpine:3.20\nRUN apk add --no-cache x',
    );
  });

  it('fix writes nothing behind a shell comment', () => {
    const text = 'FROM alpine:3.20\nRUN npm ci # x';
    expect(fixedBy('package-cache', text)).toBe(text);
  });
});
