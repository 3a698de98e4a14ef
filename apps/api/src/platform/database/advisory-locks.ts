/** Keys of Postgres' advisory locks. All of a database are of one space: here, so that no two are the same. */
export const ADVISORY_LOCKS = {
  /** One process migrates at a time. */
  migration: '8245911624254449761',
  /** One migration at a time gives the API's role its rights. */
  apiRole: '7204815',
  /** One process at a time looks for hosts that were silent for too long. */
  presence: '8102099289096414053',
  /** One process rolls up stats at a time. */
  stats: '495874376819',
  /** Uploads begin one after the other. */
  uploads: '7240110551',
  /** Shared by whoever stores a reading of packages, so that none that it finds in the table is removed meanwhile. */
  packages: '8097862917835679091',
  /** Taken by `add_up_run_activity()`, of a migration. */
  runActivity: '7204816',
} as const;
