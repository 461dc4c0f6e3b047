import { type Logger, pino } from 'pino';

/** Logs are lines of JSON: a constant message, data in fields, never message text, tokens or whole payloads. */
export function createLog(level: string): Logger {
  return pino({ level, base: {} });
}
