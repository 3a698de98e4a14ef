import { describe, expect, it } from '@jest/globals';
import { HostId } from '@roadstead/domain';
import { aContainer, detailOf } from '@roadstead/testing';
import { withoutProbeOutput, withoutSecrets } from './without-secrets.js';

const detail = {
  ...detailOf(aContainer('web'), {
    environment: [{ name: 'A', value: 'secret' }],
    log: { driver: 'x', options: [{ name: 'splunk-token', value: 'secret' }] },
    healthLog: [{ startedAt: '2026-03-03T10:00:00Z', exitCode: 0, output: 'secret' }],
  }),
  hostId: HostId.parse('b3f0b3a4-6f0e-4c58-9f5c-0f5f0a0d7c11'),
  hostName: 'web-1',
};

describe('what may be a secret', () => {
  it('is left out, and what it is called stays', () => {
    const shown = withoutProbeOutput(withoutSecrets(detail));
    expect(JSON.stringify(shown)).not.toContain('secret"');
    expect(shown.environment).toEqual([{ name: 'A' }]);
    expect(shown.log.options).toEqual([{ name: 'splunk-token' }]);
    expect(shown.healthLog).toEqual([{ startedAt: '2026-03-03T10:00:00Z', exitCode: 0 }]);
  });
});
