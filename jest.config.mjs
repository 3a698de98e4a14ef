import { SWC_OPTIONS } from './infra/build/compile.mjs';

const { jsc } = SWC_OPTIONS;
const options = { ...SWC_OPTIONS, sourceMaps: 'inline' };
const react = {
  parser: { ...jsc.parser, tsx: true },
  transform: { ...jsc.transform, react: { runtime: 'automatic' } },
};

/** What every kind of test has in common; the kinds differ in the suffix of their files and in what they stand on. */
const common = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/infra'],
  modulePathIgnorePatterns: ['/dist/', '/\\.next/', '/out/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  resolver: '<rootDir>/infra/test/resolver.cjs',
  moduleNameMapper: {
    '^@roadstead/(domain|protocol|contract|testing)$': '<rootDir>/libs/$1/src/index.ts',
    '^@roadstead/domain/([a-z]+)$': '<rootDir>/libs/domain/src/$1/index.ts',
  },
  transform: {
    '\\.ts$': ['@swc/jest', options],
    '\\.tsx$': ['@swc/jest', { ...options, jsc: { ...jsc, ...react } }],
  },
};

/** Real Postgres and Redis: those of infra/test/run.mjs, or started for this run. */
const realParts = {
  globalSetup: '<rootDir>/infra/test/services-up.mjs',
  globalTeardown: '<rootDir>/infra/test/services-down.mjs',
};

export default {
  testTimeout: 120_000,
  testSequencer: '<rootDir>/infra/test/lane-sequencer.mjs',
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.spec.ts', '**/*.spec.tsx'] },
    { ...common, ...realParts, displayName: 'integration', testMatch: ['**/*.int-spec.ts'] },
    { ...common, ...realParts, displayName: 'e2e', testMatch: ['**/*.e2e-spec.ts'] },
  ],
};
