import { z } from 'zod';
import type { Desk } from './desk.ts';
import { WecomError } from './errors.ts';
import { words } from './messages.ts';

interface Entry {
  type?: string | undefined;
  name: string;
  key?: string | undefined;
  sub_button?: Entry[] | undefined;
}

const entryShape: z.ZodType<Entry> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    name: z.string(),
    key: z.string().optional(),
    sub_button: z.array(entryShape).optional(),
  }),
);
const menuShape = z.looseObject({ button: z.array(entryShape) });
/** The app has no menu. */
const none = 46003;

/** The command behind a key of ours; null for a key that is none of the menu. */
export function commandOf(key: string): string | null {
  return /^\/[\w-]{1,40}$/.test(key) ? key : null;
}

/** The menu below the conversation: commands people need not know by heart. Page 90231: three entries of five at most. */
function menuOf({ options }: Pick<Desk, 'options'>, locale: 'zh-CN' | 'en'): Entry[] {
  const say = words(locale, 'UTC');
  const has = (name: string) => name === 'help' || options.commands.some((command) => command.name === name);
  const entry = (name: string, label: string): Entry[] =>
    has(name) ? [{ type: 'click', name: label, key: `/${name}` }] : [];
  const mine = [
    ...entry('requests', say('menuWaiting')),
    ...entry('duty', say('menuDuty')),
    ...entry('meetings', say('menuMeetings')),
    ...entry('digest', say('menuDigest')),
    ...entry('help', say('menuHelp')),
  ];
  return [...entry('request', say('menuRequest')), { name: say('menuMine'), sub_button: mine }];
}

/** Puts our menu in place of another one. What goes wrong is told and no more: everything works without it. */
export async function putMenu(desk: Desk): Promise<void> {
  const query = { agentid: String(desk.settings.agentId) };
  try {
    const wanted = menuOf(desk, (await desk.options.organisation()).company.locale);
    if (same(await standing(desk, query), wanted)) return;
    await desk.api.call('menu/create', z.looseObject({}), { query, body: { button: wanted } });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown';
    desk.log.warn({ reason: message }, 'wecom menu not set');
  }
}

async function standing(desk: Desk, query: Record<string, string>): Promise<Entry[]> {
  try {
    return (await desk.api.call('menu/get', menuShape, { query })).button;
  } catch (error) {
    if (error instanceof WecomError && error.code === none) return [];
    throw error;
  }
}

/** WeCom answers with fields we did not send, and with empty lists. */
function same(a: readonly Entry[], b: readonly Entry[]): boolean {
  const plain = (entries: readonly Entry[]): unknown =>
    entries.map(({ name, key = '', sub_button: under = [] }) => [name, key, plain(under)]);
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}
