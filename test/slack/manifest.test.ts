import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkSlack } from '../../adapters/slack/check.ts';
import type { Desk } from '../../adapters/slack/desk.ts';
import { botEvents, manifest, scopes } from '../../adapters/slack/manifest.ts';
import { shortcuts } from '../../adapters/slack/parse-interaction.ts';
import { features } from '../../src/features.ts';

const commands = features.flatMap((feature) => feature.commands);
const address = 'https://xiayou.example.com/slack/events';
const guide = await readFile(new URL('../../docs/slack.md', import.meta.url), 'utf8');
const pasted = [...guide.matchAll(/```yaml\n(_metadata[\s\S]*?)```/g)].map((match): unknown => parse(match[1] ?? ''));

describe('the manifest in the guide', () => {
  test('is what the app needs, for Socket Mode and for HTTP', () => {
    expect(pasted).toEqual([
      manifest({ commands, commandPrefix: '', url: null }),
      manifest({ commands, commandPrefix: '', url: address }),
    ]);
  });

  test('has every command of every feature, under the prefix if there is one', () => {
    const names = (commandPrefix: string) =>
      manifest({ commands, commandPrefix, url: null }).features.slash_commands.map(({ command }) => command);
    expect(names('')).toEqual([...commands.map(({ name }) => `/${name}`), '/help']);
    expect(names('xy-')).toEqual([...commands.map(({ name }) => `/xy-${name}`), '/xy-help']);
  });

  test('asks for the rights the check asks for, no more and no less', async () => {
    const given = pasted.map((one) => (one as ReturnType<typeof manifest>).oauth_config.scopes.bot);
    const findings = async (rights: string[]) => {
      const client = { auth: { test: async () => ({ ok: true, response_metadata: { scopes: rights } }) } };
      const options = { organisation: async () => ({ departments: new Map() }) };
      const desk = { client, options, settings: { signingSecret: null, appToken: null } } as unknown as Desk;
      return (await checkSlack(desk, null)).filter(({ level }) => level !== 'fine');
    };
    for (const rights of given) {
      expect(await findings(rights)).toEqual([]);
      for (const right of rights) expect(await findings(rights.filter((one) => one !== right))).toHaveLength(1);
    }
  });

  test('names every right in the guide', () => {
    const table = guide.slice(guide.indexOf('## What each right is for'));
    for (const { scope } of scopes) expect(table).toContain(`\`${scope}\``);
  });

  test('keeps to the lengths of Slack’s manifest reference', () => {
    const { features: shown, display_information: about } = manifest({
      commands,
      commandPrefix: 'x'.repeat(12),
      url: address,
    });
    expect(about.name.length).toBeLessThanOrEqual(35);
    expect(about.description.length).toBeLessThanOrEqual(140);
    for (const { command, description } of shown.slash_commands) {
      expect(command.length).toBeLessThanOrEqual(32);
      expect(command).toMatch(/^\/[a-z0-9_-]+$/);
      expect(description.length).toBeLessThanOrEqual(2000);
    }
    expect(shown.shortcuts.map(({ callback_id }) => callback_id)).toEqual(Object.values(shortcuts));
    for (const { name, description } of shown.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
    expect(new Set(botEvents).size).toBe(botEvents.length);
  });
});
