import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

/** Logs are lines of JSON: a constant message, data in fields, never message text, tokens or whole payloads. */
export function createLog(level: string, to?: DestinationStream): Logger {
  const options = { level, base: {}, serializers: { err: withoutWords } };
  return to ? pino(options, to) : pino(options);
}

/** A failed query quotes its parameters, and the database the value it could not use; among them is what people wrote. */
function withoutWords(error: Error): unknown {
  const plain: unknown = stdSerializers.err(error);
  return JSON.parse(JSON.stringify(plain, (key, value) => (key === 'params' ? undefined : withoutValues(value))));
}

const withoutValues = (value: unknown) =>
  typeof value === 'string'
    ? value
        .replace(/(^|\n)params: [\s\S]*?(?=\n {4}at |$)/g, '$1params: …')
        .replace(/: "[\s\S]*?"(?=\n {4}at |$)/g, ': "…"')
        .replace(/=\([\s\S]*?\) (?=already exists|is not present|is still)/g, '=(…) ')
    : value;
