import { describe, expect, it } from '@jest/globals';
import { RunParams } from '@roadstead/domain';
import { composeYaml } from './compose-yaml';

const yaml = (params: object) => composeYaml(RunParams.parse({ image: 'shop/web:1', ...params }));

describe('the compose file', () => {
  it('has one service, called as the container or the image', () => {
    expect(yaml({})).toBe('services:\n  web:\n    image: shop/web:1\n');
    expect(yaml({ name: 'front' })).toContain('  front:\n    image: shop/web:1\n    container_name: front\n');
  });

  it('quotes what YAML would take for something else, and doubles dollars', () => {
    const env = [
      { name: 'PORT', value: '80' },
      { name: 'ON', value: 'yes' },
      { name: 'PRICE', value: '$5: "cheap"' },
      { name: 'EMPTY', value: '' },
    ];
    const text = yaml({ env, ports: [{ containerPort: 80, hostPort: 22 }] });
    expect(text).toContain('      PORT: "80"\n');
    expect(text).toContain('      "ON": "yes"\n');
    expect(text).toContain('      PRICE: "$$5: \\"cheap\\""\n');
    expect(text).toContain('      EMPTY: ""\n');
    // Without quotes 22:80 is a number of base 60.
    expect(text).toContain('    ports:\n      - "22:80"\n');
  });

  it('declares the volumes and networks that it uses', () => {
    const mounts = [
      { type: 'volume', source: 'data', target: '/data' },
      { type: 'bind', source: '/srv', target: '/srv', readOnly: true },
    ];
    expect(yaml({ mounts, network: 'shop' })).toBe(
      [
        'services:',
        '  web:',
        '    image: shop/web:1',
        '    volumes:',
        '      - type: volume',
        '        source: data',
        '        target: /data',
        '      - type: bind',
        '        source: /srv',
        '        target: /srv',
        '        read_only: true',
        '    networks:',
        '      - shop',
        'volumes:',
        '  data:',
        '    external: true',
        'networks:',
        '  shop:',
        '    external: true',
        '',
      ].join('\n'),
    );
  });

  it('clears an entrypoint with an empty list', () => {
    expect(yaml({ entrypoint: [], command: ['ls', '-l'] })).toContain(
      '    entrypoint: []\n    command:\n      - ls\n      - "-l"\n',
    );
  });
});
