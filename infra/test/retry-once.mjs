import { jest } from '@jest/globals';

// Specs on real engines, networks and browsers share two cores with what they test. A test that fails is tried once more,
// at once, and its first failure is printed; one that fails twice fails.
jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
