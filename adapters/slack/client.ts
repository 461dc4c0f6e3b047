import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Outward } from '../../src/platform/outward.ts';
import type { SlackSettings } from '../../src/platform/settings.ts';

/** Calls are not tried again here: the outbox does that, and remembers. */
const timeoutMs = 2000;

type SlackLogger = NonNullable<WebClientOptions['logger']>;

/** The official libraries' own words, in our log: only what is wrong, because the rest quotes whole payloads. */
export function libraryLog(log: Logger): SlackLogger {
  const tell =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level](
        {
          detail: parts
            .map((part) => (part instanceof Error ? part.name : String(part)))
            .join(' ')
            .slice(0, 300),
        },
        'slack library',
      );
  const quiet = () => undefined;
  return {
    debug: quiet,
    info: quiet,
    warn: tell('warn'),
    error: tell('error'),
    setLevel: quiet,
    getLevel: () => LogLevel.WARN,
    setName: quiet,
  };
}

/** Options of every client of ours; an object of its own for each, because the libraries write into it. */
export const clientOptions = (settings: SlackSettings, log: Logger, ways: Outward): WebClientOptions => ({
  slackApiUrl: settings.apiUrl,
  retryConfig: { retries: 0 },
  timeout: timeoutMs,
  rejectRateLimitedCalls: true,
  // Method names are ours; an address in their place would be sent the token.
  allowAbsoluteUrls: false,
  fetch: ways.fetch as NonNullable<WebClientOptions['fetch']>,
  logger: libraryLog(log),
});

/** The client that acts as the bot. */
export const botClient = (settings: SlackSettings, log: Logger, ways: Outward): WebClient =>
  new WebClient(settings.botToken, clientOptions(settings, log, ways));
