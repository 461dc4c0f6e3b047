import { expect, test } from 'vitest';
import { isSlacks } from '../../adapters/slack/files.ts';

const real = 'https://slack.com/api/';
const emulated = 'http://127.0.0.1:4003/api/';

test.each([
  ['https://files.slack.com/files-pri/T1-F1/a.png', real, true],
  ['https://slack.com/files/a.png', real, true],
  ['https://files.slack-gov.com/a.png', 'https://www.slack-gov.com/api/', true],
  ['http://127.0.0.1:4003/files/a.png', emulated, true],
  ['http://files.slack.com/a.png', real, false],
  ['https://slack.com.evil.example/a.png', real, false],
  ['https://evilslack.com/a.png', real, false],
  ['https://evil.example/slack.com/a.png', real, false],
  ['https://slack.com@evil.example/a.png', real, false],
  ['https://me:secret@files.slack.com/a.png', real, false],
  ['https://files.slack.com:8443/a.png', real, false],
  ['http://127.0.0.1:4004/files/a.png', emulated, false],
  ['http://x.127.0.0.1:4003/a.png', emulated, false],
  ['//files.slack.com/a.png', real, false],
  ['file:///etc/passwd', real, false],
])('the token goes with %s when the API is %s: %s', (address, api, goes) => {
  expect(isSlacks(address, api)).toBe(goes);
});
