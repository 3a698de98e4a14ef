/** Prisma's code. */
const UNIQUE_VIOLATION = 'P2002';

/** The index on names decides: of two rows that get one name at the same time, one does. */
export async function unlessTaken<T>(write: Promise<T>): Promise<T | 'name-taken'> {
  try {
    return await write;
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'name-taken';
    throw error;
  }
}
