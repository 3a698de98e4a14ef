import { describe, expect, it } from '@jest/globals';
import { TransferRate } from './transfer-rate';

describe('the rate of an upload', () => {
  it('is that of the last seconds, not of the whole time', () => {
    const rate = new TransferRate();
    for (let second = 0; second <= 10; second += 1) rate.note(second * 1000, second * 100);
    for (let second = 11; second <= 20; second += 1) rate.note(second * 1000, 1000 + (second - 10) * 500);
    expect(rate.bytesPerSecond).toBe(500);
  });

  it('is none before there are two moments, and after a pause', () => {
    const rate = new TransferRate();
    expect(rate.bytesPerSecond).toBe(0);
    rate.note(0, 10);
    expect(rate.bytesPerSecond).toBe(0);
    rate.note(1000, 20);
    rate.reset();
    expect(rate.bytesPerSecond).toBe(0);
  });
});
