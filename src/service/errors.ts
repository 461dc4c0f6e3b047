/** The service cannot start, or a command cannot be carried out; the message is for the operator and says what to do. */
export class StartError extends Error {
  override name = 'StartError';
}

const forPeople = new Set([
  'StartError',
  'ConfigError',
  'ListenError',
  'LockedError',
  'MigrationError',
  'OrganisationError',
  'SpreadsheetError',
  'StalePlanError',
]);

const database: Record<string, string> = {
  ECONNREFUSED: 'Nothing answers at the address in DATABASE_URL: is PostgreSQL running there, and is the port right?',
  ENOTFOUND: 'The host in DATABASE_URL is not known: check its name.',
  EAI_AGAIN: 'The host in DATABASE_URL cannot be looked up now: check its name and the network.',
  CONNECT_TIMEOUT: 'The database in DATABASE_URL did not answer in time: check the address and the firewall.',
  '28P01': 'The database refuses the password in DATABASE_URL.',
  '28000': 'The database refuses the user in DATABASE_URL: check the name, and pg_hba.conf of the server.',
  '3D000': 'The database named in DATABASE_URL does not exist: create it (createdb) or correct the name.',
  '42501': 'The user in DATABASE_URL may not do this: it must own its database, so that migrations can create tables.',
  '53300': 'The database takes no more connections: raise its max_connections, or stop what uses them.',
};

/** What a person can act on, as a sentence; null for what is a fault of ours. */
export function sentenceOf(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (forPeople.has(at.name)) return at.message;
    const { code } = at as { code?: unknown };
    const known = typeof code === 'string' ? database[code] : undefined;
    if (known) return known;
  }
  return null;
}
