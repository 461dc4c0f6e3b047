import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { type Environment, variables } from '../../src/config-reading.ts';

function problems(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('with nothing set, the console serves the demo on loopback from an embedded database', () => {
  expect(readConfig({})).toEqual({
    databaseUrl: null,
    dataDir: './data',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: null,
    orgFile: null,
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    logLevel: 'info',
    metricsToken: null,
    heartbeatUrl: null,
    console: { password: null },
    slack: null,
    wecom: null,
    dingtalk: null,
    demo: 'default',
  });
});

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' };
const wecom = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 'token1',
  WECOM_ENCODING_AES_KEY: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};

test('a messenger is complete with what its page gives, and the console is then off unless asked for', () => {
  const config = readConfig({ ...slack, ...wecom, DINGTALK_CLIENT_ID: 'ding1', DINGTALK_CLIENT_SECRET: 's' });
  expect(config.slack).toEqual({
    botToken: 'xoxb-1',
    signingSecret: 's',
    appToken: null,
    apiUrl: 'https://slack.com/api/',
    commandPrefix: '',
  });
  expect(config.wecom).toMatchObject({
    agentId: 1000002,
    apiUrl: 'https://qyapi.weixin.qq.com',
    oauthUrl: 'https://open.weixin.qq.com/connect/oauth2/authorize',
    proxyUrl: null,
  });
  expect(config.dingtalk).toMatchObject({ robotCode: 'ding1', cardTemplateId: null, edition: 'standard' });
  expect(config).toMatchObject({ console: null, demo: 'off' });
  expect(readConfig({ ...slack, CONSOLE: 'on' }).console).toEqual({ password: null });
});

test('an empty variable is an unset one', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', CONSOLE: '', ORG_FILE: '' })).toEqual(readConfig({}));
});

test('every variable is taken over', () => {
  const config = readConfig({
    DATABASE_URL: 'postgresql://me:p%40ss@db:5432/x',
    HOST: '0.0.0.0',
    PORT: '0',
    PUBLIC_URL: 'https://x.example.com',
    ORG_FILE: 'org.yaml',
    LOCALE: 'en',
    TIMEZONE: 'Europe/Berlin',
    LOG_LEVEL: 'silent',
    METRICS_TOKEN: 't',
    HEARTBEAT_URL: 'https://watch.example.com/1',
    CONSOLE_PASSWORD: 'secret',
  });
  expect(config).toMatchObject({
    databaseUrl: 'postgresql://me:p%40ss@db:5432/x',
    host: '0.0.0.0',
    port: 0,
    orgFile: 'org.yaml',
    locale: 'en',
    timezone: 'Europe/Berlin',
    logLevel: 'silent',
    metricsToken: 't',
    heartbeatUrl: 'https://watch.example.com/1',
    console: { password: 'secret' },
    demo: 'off',
  });
  expect(config.publicUrl?.host).toBe('x.example.com');
});

describe('each mistake is told in a sentence that names the variable', () => {
  test.each<[Environment, RegExp]>([
    [{ PORT: 'http' }, /^PORT is "http"/],
    [{ PORT: '65536' }, /^PORT is "65536"/],
    [{ PORT: '-1' }, /^PORT is "-1"/],
    [{ HOST: 'http://x' }, /^HOST is "http:\/\/x"/],
    [{ TIMEZONE: 'Asia/Suzhou' }, /^TIMEZONE is "Asia\/Suzhou"/],
    [{ LOCALE: 'de' }, /^LOCALE is "de": write zh-CN or en/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud"/],
    [{ CONSOLE: 'yes' }, /^CONSOLE is "yes": write on or off/],
    [{ DEMO: 'true' }, /^DEMO is "true"/],
    [{ DATABASE_URL: 'mysql://x/y' }, /^DATABASE_URL is no address/],
    [{ PUBLIC_URL: 'x.example.com' }, /^PUBLIC_URL is no address/],
    [{ HEARTBEAT_URL: 'ftp://x' }, /^HEARTBEAT_URL is no address/],
    [{ HOST: '0.0.0.0' }, /HOST=0\.0\.0\.0 .*CONSOLE_PASSWORD/],
    [{ HOST: '::' }, /CONSOLE_PASSWORD/],
    [{ HOST: '192.168.1.5', CONSOLE: 'on' }, /CONSOLE_PASSWORD/],
    [{ DEMO: 'on', CONSOLE: 'off' }, /^DEMO=on needs the console/],
    [{ DEMO: 'on', ORG_FILE: 'x.yaml' }, /^DEMO=on has a company of its own/],
    [{ SLACK_BOT_TOKEN: 'x' }, /SLACK_SIGNING_SECRET or SLACK_APP_TOKEN is missing/],
    [{ SLACK_SIGNING_SECRET: 'x' }, /SLACK_BOT_TOKEN is missing/],
    [{ SLACK_API_URL: 'https://x' }, /SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET or SLACK_APP_TOKEN are missing/],
    [
      { WECOM_CORP_ID: 'x', WECOM_AGENT_ID: '1', WECOM_SECRET: 's', WECOM_TOKEN: 't' },
      /WECOM_ENCODING_AES_KEY is missing/,
    ],
    [{ DINGTALK_CLIENT_ID: 'x' }, /DINGTALK_CLIENT_SECRET is missing/],
    [{ SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: 'y' }, /^SLACK_BOT_TOKEN does not look like .*xoxb-/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xoxb-1' }, /^SLACK_APP_TOKEN does not look like .*xapp-/],
    [{ ...slack, SLACK_COMMAND_PREFIX: '/xy ' }, /^SLACK_COMMAND_PREFIX/],
    [{ ...slack, SLACK_COMMAND_PREFIX: 'our-company-x' }, /^SLACK_COMMAND_PREFIX.*at most 12/],
    [{ ...slack, SLACK_API_URL: 'slack.com' }, /^SLACK_API_URL is no address/],
    [{ ...wecom, WECOM_AGENT_ID: 'xiayou' }, /^WECOM_AGENT_ID does not look like/],
    [{ ...wecom, WECOM_TOKEN: 'a b' }, /^WECOM_TOKEN does not look like/],
    [{ ...wecom, WECOM_ENCODING_AES_KEY: 'short' }, /^WECOM_ENCODING_AES_KEY does not look like .*43/],
    [
      { DINGTALK_CLIENT_ID: 'x', DINGTALK_CLIENT_SECRET: 's', DINGTALK_EDITION: 'free' },
      /^DINGTALK_EDITION is "free": write standard or professional/,
    ],
    [
      { SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: 'y', DEMO: 'on' },
      /^DEMO=on cannot be used together with a real messenger/,
    ],
  ])('%o', (environment, sentence) => {
    expect(problems(environment)).toContainEqual(expect.stringMatching(sentence));
  });
});

test('all mistakes are told at once, and none shows a secret', () => {
  const found = problems({ PORT: 'x', LOCALE: 'x', DATABASE_URL: 'http://u:topsecret@h', WECOM_SECRET: 'topsecret' });
  expect(found).toHaveLength(4);
  expect(found.join()).not.toContain('topsecret');
});

test('the console on a reachable address is fine with a password, and on loopback without', () => {
  for (const HOST of ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]']) expect(problems({ HOST })).toEqual([]);
  expect(problems({ HOST: '0.0.0.0', CONSOLE_PASSWORD: 'x' })).toEqual([]);
  expect(problems({ HOST: '0.0.0.0', CONSOLE: 'off' })).toEqual([]);
});

test('the demo runs by default only for the console without an org file', () => {
  expect(readConfig({ ORG_FILE: 'x.yaml' }).demo).toBe('off');
  expect(readConfig({ CONSOLE: 'off' }).demo).toBe('off');
  expect(readConfig({ DEMO: 'off' }).demo).toBe('off');
  expect(readConfig({ DEMO: 'ON' }).demo).toBe('on');
});

test('.env.example explains exactly the variables that are read', () => {
  const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
  const found = lines.flatMap((line, index) => {
    const name = /^#?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (!name) return [];
    expect(lines[index - 1], `${name} needs a line of explanation`).toMatch(/^# \S.*\.$/);
    return [name];
  });
  expect(found.sort()).toEqual([...variables].sort());
});
