export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.js';
export type { EnrolledHost } from './enrolled-host.js';
export type { InventoryMirror } from './inventory-mirror.js';
export type { JobLedger } from './job-ledger.js';
