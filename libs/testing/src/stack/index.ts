export { runProgram } from '../fleet/program.js';
export { ARTEFACTS, ROOT, requireArtefacts } from './artefacts.js';
export { allPages, engineLines, untilInventoryIsTrue } from './inventory-truth.js';
export {
  failJob,
  type JobRequest,
  jobOutput,
  pull,
  runJob,
  startJob,
  untilJobEnds,
  untilJobIs,
  untilMidPull,
} from './jobs.js';
export { type LogFlood, startLogFlood } from './log-flood.js';
export { followLog } from './log-follower.js';
export { type CallInput, type CallResult, type RestClient, RestError, restClient } from './rest-client.js';
export { loadServices } from './services.js';
export { openSlowLink, type SlowLink } from './slow-link.js';
export { type Stack, type StackHost, type StackOptions, startStack } from './stack.js';
export { tracesOf, untilTracesAre } from './traces.js';
export { beginUpload, continueUpload, upload, uploadedBytes } from './uploads.js';
export { type WaitOptions, waitFor } from './wait-for.js';
