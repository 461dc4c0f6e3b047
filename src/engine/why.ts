import { storable } from '../platform/storable.ts';

/** What an error says, to be kept beside what failed: a message may repeat words the database does not take. */
export const whyOf = (error: unknown): string =>
  error instanceof Error ? storable(error.message.slice(0, 500)) : 'unknown';
