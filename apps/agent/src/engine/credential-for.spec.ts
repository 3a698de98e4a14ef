import { describe, expect, it } from '@jest/globals';
import { credentialFor } from './credential-for.js';

const at = (serverAddress: string) => ({ serverAddress, username: 'ann', password: serverAddress });
const CREDENTIALS = [at('docker.io'), at('registry.example.com:5000')];

describe('credentialFor', () => {
  it.each([
    ['shop/web:1', 'docker.io'],
    ['nginx', 'docker.io'],
    ['registry.example.com:5000/shop/web', 'registry.example.com:5000'],
    ['registry.example.com/shop/web', undefined],
  ])('picks for %s the credential of %s', (reference, address) => {
    expect(credentialFor(reference, CREDENTIALS)?.serverAddress).toBe(address);
  });
});
