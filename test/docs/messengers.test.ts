import { readFile } from 'node:fs/promises';
import pino from 'pino';
import { expect, test } from 'vitest';
import { stoppedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { createMessengers } from '../../src/messengers.ts';
import type { Capabilities } from '../../src/platform/adapter.ts';

const wecom = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
};
const dingtalk = { DINGTALK_CLIENT_ID: 'ding', DINGTALK_CLIENT_SECRET: 's' };
const address = { PUBLIC_URL: 'https://xiayou.example.com' };

/** The columns of the table, in its order. */
const columns: Record<string, string>[] = [
  { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
  { ...wecom, ...address },
  wecom,
  { ...dingtalk, DINGTALK_CARD_TEMPLATE_ID: 'x.schema' },
  dingtalk,
];

/** What a messenger that is set up so can do. Nothing is asked of it, so it needs no database. */
function capabilities(environment: Record<string, string>): Capabilities {
  const config = readConfig(environment);
  const [messenger] = createMessengers(config, () => ({
    db: {} as Database,
    clock: stoppedClock(new Date(0)),
    log: pino({ level: 'silent' }),
    organisation: () => Promise.reject(new Error('nobody is asked')),
    commands: [],
    publicUrl: config.publicUrl,
    formLink: () => null,
  }));
  if (!messenger) throw new Error('no messenger is set up');
  return messenger.adapter.can;
}

const rows: Record<string, (can: Capabilities) => number | boolean | null> = {
  'a form opens as one sheet from so many questions on': (can) => can.sheets?.from ?? null,
  'buttons on a card': (can) => can.buttons,
  'options of a choice on a card': (can) => can.selects,
  'characters of a text': (can) => can.text,
  'characters of a title': (can) => can.title,
  'parts of a card': (can) => can.elements,
  'a sent card is changed in place': (can) => can.edits,
  'groups are made': (can) => can.groups,
  'channels of departments': (can) => can.rooms,
  'pictures are shown': (can) => can.images,
};

test('docs/messengers.md says of each messenger what its adapter can', async () => {
  const page = await readFile(new URL('../../docs/messengers.md', import.meta.url), 'utf8');
  const all = columns.map(capabilities);
  const words = (value: number | boolean | null) =>
    value === null ? 'never' : value === true ? 'yes' : value === false ? 'no' : String(value);
  for (const [name, of] of Object.entries(rows))
    expect(page).toContain(`| ${name} | ${all.map((can) => words(of(can))).join(' | ')} |`);
});
